using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace InputSdk;

/// <summary>
/// The id of a record: a pure function of where it comes from, so that a record read twice has the
/// same id on every machine and a host can drop the second. It does not depend on the configured
/// input: two inputs that read one object agree.
/// </summary>
public static class RecordId
{
    /// <summary>
    /// The first 128 bits of the SHA-256 of connector id, log type, container, object, version and
    /// ordinal (decimal), joined by U+0000 in UTF-8; as 22 letters of base64url without padding.
    /// </summary>
    /// <param name="connectorId">The manifest's <c>id</c>.</param>
    /// <param name="logType">The id of the log type.</param>
    /// <param name="origin">Where the record stands.</param>
    public static string Of(string connectorId, string logType, in RecordOrigin origin)
    {
        var recipe =
            $"{connectorId}\0{logType}\0{origin.Container}\0{origin.Object}\0{origin.Version}\0{origin.Ordinal}";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(recipe), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}
