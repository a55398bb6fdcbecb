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
/// behind the end, which GZipStream would ignore. Behind a cut that member is taken for the rest of
/// the one before and gives anything at all, so what comes out from there on is held back to the end.
/// Zeros after the last member are padding, which gzip ignores.
/// A cut exactly between two members is valid gzip; there the length of the body counts.
/// </para>
/// </summary>
internal sealed class VerifiedGunzipStream : ReadOnlyStream
{
    private const int WordBytes = 16;

    private readonly byte[] _word = RandomNumberGenerator.GetBytes(WordBytes);
    private readonly TrailingZeros _body;
    private readonly ConcatStream _members;
    private readonly GZipStream _gzip;
    private readonly string _place;
    private long _decoded;
    private bool _verified;

    /// <param name="body">The compressed object; owned from here on.</param>
    /// <param name="place">The object's name for error messages.</param>
    public VerifiedGunzipStream(Stream body, string place)
    {
        _place = place;
        _body = new TrailingZeros(body);
        _members = new ConcatStream(_body, LastMember(_word));
        _gzip = new GZipStream(_members, CompressionMode.Decompress);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_verified || buffer.IsEmpty)
        {
            return 0;
        }

        var length = await DecodeAsync(buffer, cancellationToken);
        if (length > 0 && !_members.IsInLast)
        {
            _decoded += length;
            return length;
        }

        // GZipStream asks for more only when it has given all that it got, so of a sound object this is the
        // word alone; behind a cut it is anything that the few bytes of the last member can stand for.
        var end = new byte[WordBytes + 1];
        var ended = Math.Min(length, end.Length);
        buffer.Span[..ended].CopyTo(end);
        for (var read = length; read > 0 && ended < end.Length; ended += read)
        {
            read = await DecodeAsync(end.AsMemory(ended), cancellationToken);
        }

        // After the last member it reads at most one of the padding zeros.
        _verified = end.AsSpan(0, ended).SequenceEqual(_word) || (ended == 0 && _body.StoppedInside)
            ? true
            : throw Corrupt("the compressed data is cut off, or other bytes follow its end");
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> DecodeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _gzip.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw Corrupt("the compressed data is damaged, or its checksum is wrong");
        }
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
