using InputSdk.S3;
using static InputSdk.S3.Template;

namespace RedshiftAuditConnector;

/// <summary>
/// What the events of all log types share in the Open Cybersecurity Schema Framework, https://schema.ocsf.io/1.8.0.
/// </summary>
internal static class Ocsf
{
    /// <summary>The only place that names the version of the framework.</summary>
    public const string Version = "1.8.0";

    /// <summary>The name of what a required member of the framework needs and the row does not have.</summary>
    public static readonly Template Unknown = "unknown";

    private static readonly Template Partition = new SwitchTemplate
    {
        ByPart = "region",
        ByStart = true,
        Cases =
        {
            ["cn-"] = "aws-cn",
            ["us-gov-"] = "aws-us-gov",
            ["us-iso-"] = "aws-iso",
            ["us-isob-"] = "aws-iso-b",
            ["eusc-"] = "aws-eusc",
        },
        Else = "aws",
    };

    /// <summary>The ARN of the cluster.</summary>
    public static readonly Template Cluster = Join(
        "arn:",
        Partition,
        ":redshift:",
        Part("region"),
        ":",
        Part("account"),
        ":cluster:",
        Part("cluster")
    );

    private static readonly ObjectTemplate Cloud = new()
    {
        ["provider"] = "AWS",
        ["account"] = new ObjectTemplate
        {
            ["uid"] = Part("account"),
            ["type_id"] = 10,
            ["type"] = "AWS Account",
        },
        ["region"] = Part("region"),
        ["cloud_partition"] = Partition,
    };

    /// <summary>The members that identify the class and the activity of an event.</summary>
    public static ObjectTemplate Class(
        (int Id, string Name) category,
        (int Id, string Name) ofClass,
        int activity,
        Template activityName,
        string typeName
    ) =>
        new()
        {
            ["activity_id"] = activity,
            ["activity_name"] = activityName,
            ["category_uid"] = category.Id,
            ["category_name"] = category.Name,
            ["class_uid"] = ofClass.Id,
            ["class_name"] = ofClass.Name,
            ["type_uid"] = (ofClass.Id * 100) + activity,
            ["type_name"] = $"{ofClass.Name}: {typeName}",
        };

    /// <summary>The members of every event: its time, message, cloud and metadata.</summary>
    /// <param name="log">The id of the log type.</param>
    /// <param name="feature">The name of the log.</param>
    /// <param name="code">The column with the name of the event.</param>
    public static ObjectTemplate Base(string log, string feature, string code) =>
        new()
        {
            // A time is required. One that does not exist, such as 31 February, stays in unmapped.
            ["time"] = FirstOf(Time("recordtime"), 0),
            ["timezone_offset"] = 0,
            ["message"] = Column(code),
            ["cloud"] = Cloud,
            ["metadata"] = new ObjectTemplate
            {
                ["version"] = Version,
                ["profiles"] = new ListTemplate("cloud"),
                ["product"] = new ObjectTemplate
                {
                    ["name"] = "Redshift",
                    ["vendor_name"] = "AWS",
                    ["feature"] = new ObjectTemplate { ["name"] = feature },
                },
                ["log_name"] = log,
                ["log_provider"] = "Redshift",
                ["original_time"] = TimeText("recordtime"),
                ["uid"] = Id,
                ["event_code"] = Column(code),
            },
        };

    public static ObjectTemplate Severity(int id, string name) => new() { ["severity_id"] = id, ["severity"] = name };

    public static ObjectTemplate Status(int id, string name) => new() { ["status_id"] = id, ["status"] = name };

    /// <summary>A value that the framework treats as an indicator.</summary>
    public static ObjectTemplate Observable(string name, int type, Template value) =>
        new()
        {
            ["name"] = name,
            ["type_id"] = type,
            ["value"] = value,
        };
}
