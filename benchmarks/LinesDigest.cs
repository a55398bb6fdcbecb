using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Benchmarks;

/// <summary>
/// A digest of all lines in the files of a folder, independent of their order and of the files that contain them. Two
/// digests are equal if both folders contain the same lines the same number of times, byte by byte.
/// </summary>
internal readonly record struct LinesDigest(long Lines, UInt128 Sum)
{
    /// <summary>No record is longer than this.</summary>
    private const int BufferBytes = 4 * 1024 * 1024;

    public static LinesDigest Of(string folder)
    {
        var (digest, buffer) = (default(LinesDigest), new byte[BufferBytes]);
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var length = 0;
            for (var read = file.Read(buffer); read > 0; read = file.Read(buffer.AsSpan(length)))
            {
                Span<byte> rest = buffer.AsSpan(0, length + read);
                while (rest.IndexOf((byte)'\n') is >= 0 and var end)
                {
                    digest = digest.With(rest[..end]);
                    rest = rest[(end + 1)..];
                }

                rest.CopyTo(buffer);
                length = rest.Length;
            }

            digest = length == 0 ? digest : digest.With(buffer.AsSpan(0, length));
        }

        return digest;
    }

    private LinesDigest With(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return new LinesDigest(Lines + 1, Sum + BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }
}
