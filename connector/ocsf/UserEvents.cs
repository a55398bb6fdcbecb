using InputSdk.S3;
using static InputSdk.S3.Template;

namespace RedshiftAuditConnector;

/// <summary>The user log as OCSF: every row is an Account Change.</summary>
internal static class UserEvents
{
    private const int UserName = 4;

    /// <summary>Who became a superuser is worth attention.</summary>
    private static readonly ObjectTemplate SeverityOfRights = new()
    {
        ["severity_id"] = BySuperuser(2, 1),
        ["severity"] = BySuperuser("Low", "Informational"),
    };

    private static readonly ObjectTemplate Informational = Ocsf.Severity(1, "Informational");
    private static readonly ObjectTemplate Success = Ocsf.Status(1, "Success");

    public static readonly Template Event = new SwitchTemplate
    {
        ByColumn = "action",
        Cases =
        {
            ["create"] = Change(1, "Create", "Create", "username").With(SeverityOfRights).With(Success).With(Result),
            ["alter"] = Change(99, "Alter", "Other", "username").With(SeverityOfRights).With(Success).With(Result),
            ["drop"] = Change(6, "Delete", "Delete", "username").With(Informational).With(Success),
            ["rename"] = Change(99, "Rename", "Other", "oldusername").With(Informational).With(Success).With(Result),
        },
        Else = Change(99, Column("action"), "Other", "username").With(Informational).With(Ocsf.Status(0, "Unknown")),
        Empty = Change(0, "Unknown", "Unknown", "username").With(Informational).With(Ocsf.Status(0, "Unknown")),
    };

    /// <summary>The user after the change.</summary>
    private static ObjectTemplate Result => new() { ["user_result"] = User("username") };

    private static ObjectTemplate Change(int activity, Template name, string typeName, string userColumn) =>
        Ocsf.Class((3, "Identity & Access Management"), (3001, "Account Change"), activity, name, typeName)
            .With(Ocsf.Base(UserLog.Definition.Id, "User Log", "action"))
            .With(
                new ObjectTemplate
                {
                    ["user"] = User(userColumn),
                    ["actor"] = new ObjectTemplate { ["session"] = new ObjectTemplate { ["uid"] = Column("pid") } },
                    ["observables"] = new ListTemplate(Ocsf.Observable("user.name", UserName, Column(userColumn))),
                    ["unmapped"] = new UnmappedTemplate
                    {
                        // The largest number means that the password never expires.
                        Unset = new Dictionary<string, string> { ["valuntil"] = "9223372036854775807" },
                        Others = new ObjectTemplate { ["cluster"] = Ocsf.Cluster },
                    },
                }
            );

    private static ObjectTemplate User(string column) =>
        new()
        {
            ["name"] = FirstOf(Column(column), Ocsf.Unknown),
            ["uid"] = Column("userid"),
            ["type_id"] = 1,
            ["type"] = "User",
        };

    private static Template BySuperuser(Template superuser, Template other) =>
        new SwitchTemplate
        {
            ByColumn = "usesuper",
            Cases = { ["1"] = superuser },
            Else = other,
            Empty = other,
        };
}
