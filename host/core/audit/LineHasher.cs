using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InputHost.Audit;

/// <summary>Hashes records and rejected lines, so that the source and the output can be compared.</summary>
internal sealed class LineHasher : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Hashes a record with the name of what it belongs to: its log type, or its ID.</summary>
    public LineHash OfRecord(ReadOnlySpan<byte> name, ReadOnlySpan<byte> record)
    {
        _sha256.AppendData(name);
        _sha256.AppendData("\0"u8);
        _sha256.AppendData(record);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _sha256.GetHashAndReset(hash);
        return new LineHash(
            BinaryPrimitives.ReadUInt64BigEndian(hash),
            BinaryPrimitives.ReadUInt64BigEndian(hash[8..])
        );
    }

    /// <summary>Hashes the origin of a rejected line.</summary>
    public LineHash OfReject(string name, string version, long line) =>
        OfRecord(
            Encoding.UTF8.GetBytes(name),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version}\0{line}"))
        );

    public void Dispose() => _sha256.Dispose();
}
