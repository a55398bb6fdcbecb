using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace InputSdk.S3.Decode.Inflate;

/// <summary>Why an <see cref="Inflater"/> stopped.</summary>
internal enum InflateStatus
{
    /// <summary>All input was consumed.</summary>
    NeedsInput,

    /// <summary>There is no space for the next byte of text.</summary>
    NeedsRoom,

    /// <summary>The last block has ended.</summary>
    Done,

    /// <summary>The input is not valid deflate data.</summary>
    Damaged,
}

/// <summary>
/// Decompresses deflate (https://www.rfc-editor.org/rfc/rfc1951). It can stop at any byte of the input and of the text,
/// and resumes there. It copies matches from earlier text in the same buffer and keeps no other window.
/// </summary>
/// <param name="isPortable">Use only instructions that all processors have.</param>
internal sealed partial class Inflater(bool isPortable)
{
    /// <summary>The greatest distance of a match in bytes.</summary>
    public const int WindowBytes = 32 * 1024;

    // The order in which the lengths of the code of code lengths are stored.
    private static ReadOnlySpan<byte> CodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly bool _isPortable = isPortable || !Bmi2.X64.IsSupported;
    private readonly DeflateCodes _own = new();
    private DeflateCodes _codes = DeflateCodes.Fixed;
    private readonly byte[] _lengths = new byte[288 + 32];

    // Bits that were consumed from the input and not used. The lowest bit is next; bits above the count are zero.
    private ulong _bits;
    private int _count;
    private Step _step;
    private bool _isLast;
    private int _literals;
    private int _distances;
    private int _codeLengths;
    private int _done;

    // The remaining bytes of a match or of a stored block.
    private int _length;
    private int _distance;
    private uint _entry;

    private enum Step
    {
        Header,
        StoredLength,
        Stored,
        Counts,
        CodeLengths,
        Lengths,
        Symbol,
        Length,
        Distance,
        DistanceExtra,
        Copy,
        Done,
    }

    /// <summary>The number of whole bytes that were consumed from the input and not used.</summary>
    public int Unused => _count / 8;

    /// <summary>Starts a new deflate stream at the first unused bit.</summary>
    public void Start() => (_step, _isLast) = (Step.Header, false);

    /// <summary>Starts a new deflate stream and discards unused bits.</summary>
    public void Reset()
    {
        Start();
        (_bits, _count) = (0, 0);
    }

    /// <summary>Consumes the next byte after the end of the stream, if there is one.</summary>
    public bool TryTakeByte(ReadOnlySpan<byte> input, ref int next, out byte value)
    {
        // The remaining bits of the last byte are padding.
        Drop(_count & 7);
        if (!Need(8, input, ref next))
        {
            value = 0;
            return false;
        }

        value = (byte)Take(8);
        return true;
    }

    /// <summary>Decompresses until the input or the space for text is used up.</summary>
    /// <param name="input">The input.</param>
    /// <param name="next">The position of the next byte of input.</param>
    /// <param name="text">The text. The space for it ends with the span.</param>
    /// <param name="first">
    /// The first byte that matches can be copied from: the start of the text, or at least 32 KiB before its end.
    /// </param>
    /// <param name="end">The position of the next byte of text.</param>
    public InflateStatus Inflate(ReadOnlySpan<byte> input, ref int next, Span<byte> text, int first, ref int end)
    {
        while (true)
        {
            var stopped = _step switch
            {
                Step.Header => Header(input, ref next),
                Step.StoredLength => StoredLength(input, ref next),
                Step.Stored => Stored(input, ref next, text, ref end),
                Step.Counts => Counts(input, ref next),
                Step.CodeLengths => CodeLengths(input, ref next),
                Step.Lengths => Lengths(input, ref next),
                Step.Done => InflateStatus.Done,
                _ => Symbols(input, ref next, text, first, ref end),
            };
            if (stopped is { } reason)
            {
                return reason;
            }
        }
    }

    private InflateStatus? Header(ReadOnlySpan<byte> input, ref int next)
    {
        if (!Need(3, input, ref next))
        {
            return InflateStatus.NeedsInput;
        }

        _isLast = Take(1) == 1;
        switch (Take(2))
        {
            case 0:
                Drop(_count & 7);
                _step = Step.StoredLength;
                return null;
            case 1:
                _codes = DeflateCodes.Fixed;
                _step = Step.Symbol;
                return null;
            case 2:
                _codes = _own;
                _step = Step.Counts;
                return null;
            default:
                return InflateStatus.Damaged;
        }
    }

    private InflateStatus? StoredLength(ReadOnlySpan<byte> input, ref int next)
    {
        if (!Need(32, input, ref next))
        {
            return InflateStatus.NeedsInput;
        }

        var (length, complement) = ((int)Take(16), (int)Take(16));
        (_length, _step) = (length, Step.Stored);
        return length == (complement ^ 0xFFFF) ? null : InflateStatus.Damaged;
    }

    private InflateStatus? Stored(ReadOnlySpan<byte> input, ref int next, Span<byte> text, ref int end)
    {
        while (_length > 0 && _count > 0)
        {
            if (end == text.Length)
            {
                return InflateStatus.NeedsRoom;
            }

            text[end++] = (byte)Take(8);
            _length--;
        }

        var length = Math.Min(_length, Math.Min(input.Length - next, text.Length - end));
        input.Slice(next, length).CopyTo(text[end..]);
        (next, end, _length) = (next + length, end + length, _length - length);
        if (_length > 0)
        {
            return end == text.Length ? InflateStatus.NeedsRoom : InflateStatus.NeedsInput;
        }

        EndBlock();
        return null;
    }

    private InflateStatus? Counts(ReadOnlySpan<byte> input, ref int next)
    {
        if (!Need(14, input, ref next))
        {
            return InflateStatus.NeedsInput;
        }

        (_literals, _distances, _codeLengths) = ((int)Take(5) + 257, (int)Take(5) + 1, (int)Take(4) + 4);
        (_done, _step) = (0, Step.CodeLengths);
        _lengths.AsSpan(0, CodeOrder.Length).Clear();
        return _literals > 286 || _distances > 30 ? InflateStatus.Damaged : null;
    }

    private InflateStatus? CodeLengths(ReadOnlySpan<byte> input, ref int next)
    {
        for (; _done < _codeLengths; _done++)
        {
            if (!Need(3, input, ref next))
            {
                return InflateStatus.NeedsInput;
            }

            _lengths[CodeOrder[_done]] = (byte)Take(3);
        }

        (_done, _step) = (0, Step.Lengths);
        return _codes.TrySetCodeLengths(_lengths.AsSpan(0, CodeOrder.Length)) ? null : InflateStatus.Damaged;
    }

    private InflateStatus? Lengths(ReadOnlySpan<byte> input, ref int next)
    {
        var (all, lengthsOf, table) = (_literals + _distances, _lengths, _codes.CodeLengths);
        while (_done < all)
        {
            // The longest code has 7 bits, and up to 7 extra bits follow it.
            Need(14, input, ref next);
            var entry = table[(int)_bits & (table.Length - 1)];
            var (symbol, bits) = ((int)(entry >> 8), (int)(entry & 63));
            if (symbol < 16)
            {
                if (bits > _count)
                {
                    return InflateStatus.NeedsInput;
                }

                Drop(bits);
                lengthsOf[_done++] = (byte)symbol;
                continue;
            }

            var (extra, least) = symbol switch
            {
                16 => (2, 3),
                17 => (3, 3),
                _ => (7, 11),
            };
            if (bits + extra > _count)
            {
                return InflateStatus.NeedsInput;
            }

            Drop(bits);
            var times = least + (int)Take(extra);
            if (_done + times > all || (symbol == 16 && _done == 0))
            {
                return InflateStatus.Damaged;
            }

            lengthsOf.AsSpan(_done, times).Fill(symbol == 16 ? lengthsOf[_done - 1] : (byte)0);
            _done += times;
        }

        _step = Step.Symbol;
        var lengths = _lengths.AsSpan(0, all);

        // A block without a code for its end is invalid.
        return lengths[256] > 0 && _codes.TrySet(lengths[.._literals], lengths[_literals..])
            ? null
            : InflateStatus.Damaged;
    }

    private void EndBlock() => _step = _isLast ? Step.Done : Step.Header;

    /// <summary>Consumes input until there are at least this many bits.</summary>
    /// <returns>False if the input has too few bits.</returns>
    private bool Need(int bits, ReadOnlySpan<byte> input, ref int next)
    {
        if (_count >= bits)
        {
            return true;
        }

        if (input.Length - next >= sizeof(ulong))
        {
            var bytes = (63 - _count) >> 3;
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(input[next..]) << _count;
            (next, _count) = (next + bytes, _count + (8 * bytes));
            _bits &= (1UL << _count) - 1;
            return true;
        }

        for (; _count < bits && next < input.Length; _count += 8)
        {
            _bits |= (ulong)input[next++] << _count;
        }

        return _count >= bits;
    }

    private uint Take(int bits)
    {
        var value = (uint)(_bits & ((1UL << bits) - 1));
        Drop(bits);
        return value;
    }

    private void Drop(int bits)
    {
        _bits >>= bits;
        _count -= bits;
    }
}
