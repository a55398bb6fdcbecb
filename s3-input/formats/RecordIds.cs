using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.Intrinsics;

namespace InputSdk.S3.Formats;

/// <summary>
/// The ids of the records of one object, as <see cref="RecordId"/> defines them. The hashes of eight lines are
/// calculated at once, and what all lines have in common is hashed only once. One thread at a time uses it.
/// </summary>
internal sealed class RecordIds
{
    /// <summary>The length of an id in bytes.</summary>
    public const int IdBytes = 22;

    private const int IdWords = 4;

    // The rest of the common text, the digits of a line, and the padding of SHA-256 take at most two blocks.
    private const int MostBytes = 2 * Sha256Lanes.BlockBytes;
    private const int LengthBytes = 8;

    private readonly int _prefixBytes;
    private readonly byte[] _rest;
    private readonly Vector256<uint>[] _common = new Vector256<uint>[Sha256Lanes.StateWords];

    // Buffers for the calculation. On the stack, they would be cleared for each calculation.
    private readonly Vector256<uint>[] _rounds = new Vector256<uint>[Sha256Lanes.Rounds];
    private readonly byte[] _messages = new byte[Sha256Lanes.Lanes * MostBytes];
    private readonly uint[] _words = new uint[Sha256Lanes.Lanes * IdWords];
    private long _first = -1;

    /// <param name="prefix">The text before the number of the line, in UTF-8.</param>
    public RecordIds(ReadOnlySpan<byte> prefix)
    {
        _prefixBytes = prefix.Length;
        Sha256Lanes.Start(_common);
        for (; prefix.Length >= Sha256Lanes.BlockBytes; prefix = prefix[Sha256Lanes.BlockBytes..])
        {
            Sha256Lanes.AddToAll(_common, prefix, _rounds);
        }

        _rest = prefix.ToArray();
    }

    /// <summary>Writes the id of the record of a line.</summary>
    public void Write(RecordBuffer output, long line)
    {
        if (_first < 0 || line < _first || line >= _first + Sha256Lanes.Lanes)
        {
            Calculate(line);
        }

        Span<byte> hash = stackalloc byte[4 * IdWords];
        for (var word = 0; word < IdWords; word++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * word)..], _words[((int)(line - _first) * IdWords) + word]);
        }

        output.Reserve(IdBytes);
        Base64Url.EncodeToUtf8(hash, output.Bytes.AsSpan(output.Length), out _, out var written);
        output.Length += written;
    }

    private void Calculate(long first)
    {
        var messages = _messages.AsSpan();
        Span<bool> isLong = stackalloc bool[Sha256Lanes.Lanes];
        for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
        {
            isLong[lane] = Fill(messages.Slice(lane * MostBytes, MostBytes), first + lane);
        }

        Span<Vector256<uint>> state = stackalloc Vector256<uint>[Sha256Lanes.StateWords];
        _common.CopyTo(state);
        Sha256Lanes.Add(state, messages, MostBytes, _rounds);
        Keep(state, isLong, of: false);
        if (isLong.Contains(true))
        {
            Sha256Lanes.Add(state, messages[Sha256Lanes.BlockBytes..], MostBytes, _rounds);
            Keep(state, isLong, of: true);
        }

        _first = first;
    }

    /// <summary>Writes the end of a message. Returns whether it takes two blocks.</summary>
    private bool Fill(Span<byte> message, long line)
    {
        _rest.CopyTo(message);
        message[_rest.Length..].Clear();
        Utf8Formatter.TryFormat(line, message[_rest.Length..], out var digits);
        var end = _rest.Length + digits;
        message[end] = 0x80;
        var isLong = end + 1 + LengthBytes > Sha256Lanes.BlockBytes;
        var bytes = isLong ? MostBytes : Sha256Lanes.BlockBytes;
        BinaryPrimitives.WriteInt64BigEndian(message[(bytes - LengthBytes)..], 8L * (_prefixBytes + digits));
        return isLong;
    }

    private void Keep(ReadOnlySpan<Vector256<uint>> state, ReadOnlySpan<bool> isLong, bool of)
    {
        for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
        {
            for (var word = 0; word < IdWords && isLong[lane] == of; word++)
            {
                _words[(lane * IdWords) + word] = state[word][lane];
            }
        }
    }
}
