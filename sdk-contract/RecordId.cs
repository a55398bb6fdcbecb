using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace InputSdk;

/// <summary>
/// The id of a record: a pure function of its origin, so that a record that is read twice has the
/// same id on every machine and a host can discard the duplicate. It does not depend on the configured
/// input: two inputs that read the same object use the same ids.
/// </summary>
public static class RecordId
{
    /// <summary>
    /// The first 128 bits of the SHA-256 of connector id, log type, container, object, version and
    /// ordinal (decimal), joined by U+0000 in UTF-8, as 22 characters of base64url without padding.
    /// </summary>
    /// <param name="connectorId">The manifest's <c>id</c>.</param>
    /// <param name="logType">The id of the log type.</param>
    /// <param name="origin">The origin of the record.</param>
    public static string Of(string connectorId, string logType, in RecordOrigin origin)
    {
        var text = $"{connectorId}\0{logType}\0{origin.Container}\0{origin.Object}\0{origin.Version}\0{origin.Ordinal}";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}
