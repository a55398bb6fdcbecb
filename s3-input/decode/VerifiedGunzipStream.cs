using System.IO.Compression;
using System.Security.Cryptography;

namespace InputSdk.S3;

/// <summary>
/// Decompresses gzip, of any number of members, and makes sure that all of it was there.
/// <para>
/// <see cref="GZipStream"/> takes truncated input for complete, silently, in .NET 10 still; the switch
/// against that works only before its first use in a process, which a plugin cannot know. So the
/// object is followed by one more member that holds a random word: the last bytes that come out must
/// be that word, which they are only if every member before it ended well. The same shows bytes
/// behind the end, which GZipStream would ignore. A cut exactly between two members is valid gzip;
/// there the length of the body counts, which the store verifies.
/// </para>
/// </summary>
internal sealed class VerifiedGunzipStream : ReadOnlyStream
{
    private const int WordBytes = 16;

    private readonly byte[] _word = RandomNumberGenerator.GetBytes(WordBytes);
    private readonly byte[] _heldBack = new byte[WordBytes];
    private readonly byte[] _chunk = new byte[64 * 1024];
    private readonly GZipStream _gzip;
    private readonly string _place;
    private int _heldBackLength;
    private int _chunkStart;
    private int _chunkEnd;
    private long _decoded;
    private bool _verified;

    /// <param name="body">The compressed object; owned from here on.</param>
    /// <param name="place">The object's name for error messages.</param>
    public VerifiedGunzipStream(Stream body, string place)
    {
        _place = place;
        _gzip = new GZipStream(new ConcatStream(body, LastMember(_word)), CompressionMode.Decompress);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_chunkStart == _chunkEnd)
        {
            if (_verified)
            {
                return 0;
            }

            await DecodeChunkAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _chunkEnd - _chunkStart);
        _chunk.AsMemory(_chunkStart, count).CopyTo(buffer);
        _chunkStart += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Decodes the next bytes behind those held back, and holds the last ones back again.</summary>
    private async ValueTask DecodeChunkAsync(CancellationToken cancellationToken)
    {
        _heldBack.AsSpan(0, _heldBackLength).CopyTo(_chunk);
        int read;
        try
        {
            read = await _gzip.ReadAsync(_chunk.AsMemory(_heldBackLength), cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw Corrupt("the compressed data is damaged, or its checksum is wrong");
        }

        if (read == 0)
        {
            _verified = _heldBackLength == WordBytes && _heldBack.AsSpan().SequenceEqual(_word)
                ? true
                : throw Corrupt("the compressed data is cut off, or other bytes follow its end");
            return;
        }

        var length = _heldBackLength + read;
        _heldBackLength = Math.Min(WordBytes, length);
        _chunk.AsSpan(length - _heldBackLength, _heldBackLength).CopyTo(_heldBack);
        _chunkStart = 0;
        _chunkEnd = length - _heldBackLength;
        _decoded += _chunkEnd;
    }

    private InputException Corrupt(string found) => Errors.Of(
        ErrorCode.Corrupt, $"{_place}: expected complete gzip, but after {_decoded} decoded bytes {found}.");

    private static MemoryStream LastMember(byte[] word)
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(word);
        }

        member.Position = 0;
        return member;
    }
}
