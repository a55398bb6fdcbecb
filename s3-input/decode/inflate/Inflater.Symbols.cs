namespace InputSdk.S3.Decode.Inflate;

/// <summary>
/// Decodes literals and matches step by step. It can stop at any byte of the input and of the output.
/// </summary>
internal sealed partial class Inflater
{
    private const uint LiteralMask = (1 << DeflateCodes.LiteralBits) - 1;
    private const uint DistanceMask = (1 << DeflateCodes.DistanceBits) - 1;

    private InflateStatus? Symbols(ReadOnlySpan<byte> input, ref int next, Span<byte> text, int first, ref int end)
    {
        while (true)
        {
            if (
                BitConverter.IsLittleEndian
                && _step == Step.Symbol
                && input.Length - next >= InputMargin
                && text.Length - end >= TextMargin
                && end >= BytesBefore
            )
            {
                if (_isPortable)
                {
                    Fast<PortableLowBits>(input, ref next, text, first, ref end);
                }
                else
                {
                    Fast<Bmi2LowBits>(input, ref next, text, first, ref end);
                }
            }

            var stopped = _step switch
            {
                Step.Symbol => Symbol(input, ref next, text, ref end),
                Step.Length => Length(input, ref next),
                Step.Distance => Distance(input, ref next),
                Step.DistanceExtra => DistanceExtra(input, ref next, first, end),
                _ => Copy(text, ref end),
            };
            if (stopped is not null || _step is Step.Header or Step.Done)
            {
                return stopped;
            }
        }
    }

    private uint Longer(uint entry, ulong bits)
    {
        var offset = (int)(entry >> 8) & 0xFFFF;
        var index = (int)(bits >> DeflateCodes.LiteralBits) & ((1 << (int)(entry & 63)) - 1);
        return offset == 0 ? entry : _codes.Tables[DeflateCodes.Literals + offset + index];
    }

    private uint LongerDistance(uint entry, ulong bits)
    {
        var offset = (int)(entry >> 16) & 0x7FFF;
        var index = (int)(bits >> DeflateCodes.DistanceBits) & ((1 << (int)(entry & 63)) - 1);
        return offset == 0 ? entry : _codes.Tables[DeflateCodes.Distances + offset + index];
    }

    /// <summary>Copies a match. A match that overlaps itself repeats the bytes before it.</summary>
    private static void CopyNear(Span<byte> text, int to, int distance, int length)
    {
        if (distance == 1)
        {
            text.Slice(to, length).Fill(text[to - 1]);
            return;
        }

        // Copy the repeated bytes as well, which doubles the length each time.
        var (from, done) = (to - distance, 0);
        while (done < length)
        {
            var some = Math.Min(distance + done, length - done);
            text.Slice(from, some).CopyTo(text.Slice(to + done, some));
            done += some;
        }
    }

    private InflateStatus? Symbol(ReadOnlySpan<byte> input, ref int next, Span<byte> text, ref int end)
    {
        Need(HuffmanTable.MaxBits, input, ref next);
        var entry = _codes.Tables[DeflateCodes.Literals + (int)((uint)_bits & LiteralMask)];
        if ((int)entry >= (int)DeflateCodes.Long)
        {
            if (((entry >> 8) & 0xFFFF) != 0 && _count <= DeflateCodes.LiteralBits)
            {
                return InflateStatus.NeedsInput;
            }

            entry = Longer(entry, _bits);
        }

        var kind = _codes.Tables[DeflateCodes.Lengths + (int)(entry >> 24)];
        var codeBits = (int)(entry & 63) - (int)(kind & 63);
        if (codeBits > _count)
        {
            return InflateStatus.NeedsInput;
        }

        if ((int)entry >= (int)DeflateCodes.Long)
        {
            return InflateStatus.Damaged;
        }

        if ((int)entry >= (int)DeflateCodes.EndOfBlock)
        {
            EndBlock();
        }
        else if ((int)entry < 0)
        {
            (_entry, _step) = (kind, Step.Length);
        }
        else if (end == text.Length)
        {
            return InflateStatus.NeedsRoom;
        }
        else
        {
            text[end++] = (byte)(entry >> 8);
        }

        Drop(codeBits);
        return null;
    }

    private InflateStatus? Length(ReadOnlySpan<byte> input, ref int next)
    {
        var extra = (int)(_entry & 63);
        if (!Need(extra, input, ref next))
        {
            return InflateStatus.NeedsInput;
        }

        (_length, _step) = ((int)(_entry >> 8) + (int)Take(extra), Step.Distance);
        return null;
    }

    private InflateStatus? Distance(ReadOnlySpan<byte> input, ref int next)
    {
        Need(HuffmanTable.MaxBits, input, ref next);
        var entry = _codes.Tables[DeflateCodes.Distances + (int)((uint)_bits & DistanceMask)];
        if (entry >= DeflateCodes.LongDistance)
        {
            if (((entry >> 16) & 0x7FFF) != 0 && _count <= DeflateCodes.DistanceBits)
            {
                return InflateStatus.NeedsInput;
            }

            entry = LongerDistance(entry, _bits);
        }

        var codeBits = (int)(entry >> 8) & 63;
        if (codeBits > _count)
        {
            return InflateStatus.NeedsInput;
        }

        if (entry >= DeflateCodes.LongDistance)
        {
            return InflateStatus.Damaged;
        }

        Drop(codeBits);
        (_entry, _step) = (entry, Step.DistanceExtra);
        return null;
    }

    private InflateStatus? DistanceExtra(ReadOnlySpan<byte> input, ref int next, int first, int end)
    {
        var extra = (int)(_entry & 63) - ((int)(_entry >> 8) & 63);
        if (!Need(extra, input, ref next))
        {
            return InflateStatus.NeedsInput;
        }

        (_distance, _step) = ((int)(_entry >> 16) + (int)Take(extra), Step.Copy);
        return _distance > end - first ? InflateStatus.Damaged : null;
    }

    private InflateStatus? Copy(Span<byte> text, ref int end)
    {
        var length = Math.Min(_length, text.Length - end);
        CopyNear(text, end, _distance, length);
        (end, _length) = (end + length, _length - length);
        if (_length > 0)
        {
            return InflateStatus.NeedsRoom;
        }

        _step = Step.Symbol;
        return null;
    }
}
