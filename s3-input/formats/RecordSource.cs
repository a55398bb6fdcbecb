using System.Buffers.Text;
using System.Security.Cryptography;
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
    /// <summary>The length of an id in bytes.</summary>
    public const int IdBytes = 22;

    private const int MostDigits = 20;
    private const int MostOnStack = 1536;

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

    // What the ids of all records have in common: everything except the number of the line.
    private readonly byte[] _idPrefix = Encoding.UTF8.GetBytes(
        $"{connectorId}\0{logType}\0{origin.Container}\0{origin.Object}\0{origin.Version}\0"
    );

    /// <summary>The values of the named parts. A part that is not in the name and path of the object is missing.</summary>
    public IReadOnlyDictionary<string, string> Parts => parts;

    /// <summary>The object as <c>s3://bucket/key</c>.</summary>
    public string Address => $"s3://{origin.Container}/{origin.Object}";

    /// <summary>Writes the id of the record of a line, as <see cref="RecordId"/> defines it.</summary>
    public void WriteId(RecordBuffer output, long line)
    {
        var most = _idPrefix.Length + MostDigits;
        Span<byte> text = most <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[most];
        _idPrefix.CopyTo(text);
        Utf8Formatter.TryFormat(line, text[_idPrefix.Length..], out var digits);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..(_idPrefix.Length + digits)], hash);
        output.Reserve(IdBytes);
        Base64Url.EncodeToUtf8(hash[..16], output.Bytes.AsSpan(output.Length), out _, out var written);
        output.Length += written;
    }
}
