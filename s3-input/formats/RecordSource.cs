using System.Text;

namespace InputSdk.S3.Formats;

/// <summary>The object that rows are read from. Several threads can use it at the same time.</summary>
/// <param name="connectorId">The id of the connector.</param>
/// <param name="logType">The id of the log type.</param>
/// <param name="origin">The position of the whole object.</param>
/// <param name="parts">The named parts of its name and path.</param>
internal sealed class RecordSource(
    string connectorId,
    string logType,
    RecordOrigin origin,
    IReadOnlyDictionary<string, string> parts
)
{
    /// <summary>For formats that write only the row.</summary>
    public static readonly RecordSource None = new(
        "",
        "",
        new RecordOrigin
        {
            Container = "",
            Object = "",
            Version = "",
            Ordinal = 0,
        },
        new Dictionary<string, string>()
    );

    /// <summary>What the ids of all records have in common: everything except the number of the line.</summary>
    public byte[] IdPrefix { get; } =
        Encoding.UTF8.GetBytes($"{connectorId}\0{logType}\0{origin.Container}\0{origin.Object}\0{origin.Version}\0");

    /// <summary>The values of the named parts. Parts that the name and path do not have are missing.</summary>
    public IReadOnlyDictionary<string, string> Parts => parts;

    /// <summary>The object as <c>s3://bucket/key</c>.</summary>
    public string Address => $"s3://{origin.Container}/{origin.Object}";
}
