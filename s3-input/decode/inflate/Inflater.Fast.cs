using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InputSdk.S3.Decode.Inflate;

/// <summary>The fast loop. <c>GZIP.md</c> explains its design.</summary>
internal sealed partial class Inflater
{
    private const int BlockBytes = 32;

    // Input for one iteration: three loads.
    private const int InputMargin = 3 * sizeof(ulong);

    // Text of one iteration: two literals, the longest match, and the excess of its last block.
    private const int TextMargin = 2 + 258 + BlockBytes;

    // How far before the end an entry without a match reads.
    private const int BytesBefore = 4 * BlockBytes;

    /// <summary>
    /// Decodes symbols until a margin is reached. The exact steps decode the rest and detect damage.
    /// </summary>
    /// <remarks>
    /// No access is outside the spans, for any input:
    /// <list type="bullet">
    /// <item>Input: an iteration loads 8 bytes up to three times and advances by up to 7 bytes after each load. The
    /// loads end within 22 bytes; the margin is 24.</item>
    /// <item>Text: an iteration writes two literals, and then a match of up to 258 bytes rounded up to whole blocks.
    /// That is up to 290 bytes; the margin is 292.</item>
    /// <item>Earlier text: a distance is compared with the text that follows <paramref name="first"/> before it is
    /// used. An entry without a match reads <see cref="BytesBefore"/> bytes before the end; the caller checks that
    /// there are that many bytes.</item>
    /// <item>Tables: an index is masked to the number of bits of its table. The index of a length is one byte, and its
    /// table has 256 entries.</item>
    /// </list>
    /// Input is loaded as little-endian words. The caller checks that the processor is little-endian.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Fast<TLow>(ReadOnlySpan<byte> input, ref int next, Span<byte> text, int first, ref int end)
        where TLow : ILowBits
    {
        ref var tables = ref MemoryMarshal.GetArrayDataReference(_codes.Tables);
        ref var source = ref MemoryMarshal.GetReference(input);
        ref var target = ref MemoryMarshal.GetReference(text);
        ref var at = ref Unsafe.Add(ref source, next);
        ref var to = ref Unsafe.Add(ref target, end);
        ref var lastAt = ref Unsafe.Add(ref source, input.Length - InputMargin);
        ref var lastTo = ref Unsafe.Add(ref target, text.Length - TextMargin);
        ref var start = ref Unsafe.Add(ref target, first);
        var (bits, count) = (_bits, (uint)_count);
        at = ref Refill(ref at, ref bits, ref count);
        var entry = Unsafe.Add(ref tables, (nint)((uint)bits & LiteralMask));
        while (!Unsafe.IsAddressGreaterThan(ref at, ref lastAt) && !Unsafe.IsAddressGreaterThan(ref to, ref lastTo))
        {
            var before = bits;
            if ((int)entry >= (int)DeflateCodes.EndOfBlock)
            {
                entry = (int)entry >= (int)DeflateCodes.Long ? Longer(entry, bits) : entry;
                if ((int)entry >= (int)DeflateCodes.EndOfBlock)
                {
                    break;
                }

                bits >>= (int)entry;
                count -= entry;
                at = ref Refill(ref at, ref bits, ref count);
            }
            else
            {
                bits >>= (int)entry;
                count -= entry;
            }

            // An entry without a match copies a match of 0 bytes, because a branch could not be predicted.
            nint isMatch = (int)entry >> 31;
            ref var distances = ref Unsafe.Add(ref tables, DeflateCodes.Distances);
            var far = Unsafe.Add(ref distances, (nint)((uint)bits & DistanceMask)) & (uint)isMatch;
            Unsafe.WriteUnaligned(ref to, (ushort)(entry >> 8));
            to = ref Unsafe.Add(ref to, (nint)((entry >> 29) & 3));
            var kind = Unsafe.Add(ref Unsafe.Add(ref tables, DeflateCodes.Lengths), (nint)(entry >> 24));
            var length = (nint)((kind >> 8) + (uint)(TLow.Of(before, entry) >> (int)(entry - kind)));
            if (far >= DeflateCodes.LongDistance)
            {
                at = ref Refill(ref at, ref bits, ref count);
                far = LongerDistance(far, bits);
                if (far >= DeflateCodes.LongDistance)
                {
                    (_length, _step) = ((int)length, Step.Distance);
                    break;
                }
            }

            var distance = (nint)((far >> 16) + (uint)(TLow.Of(bits, far) >> (int)(far >> 8)));
            if (distance > Unsafe.ByteOffset(ref start, ref to))
            {
                (_length, _step) = ((int)length, Step.Distance);
                break;
            }

            bits >>= (int)far;
            count -= far;
            entry = Unsafe.Add(ref tables, (nint)((uint)bits & LiteralMask));
            at = ref Refill(ref at, ref bits, ref count);

            // A load of bytes that were just written waits for the cache, so a match of 0 bytes is read further back.
            ref var match = ref to;
            ref var from = ref Unsafe.Subtract(ref to, distance + (~isMatch & BytesBefore));
            to = ref Unsafe.Add(ref to, length);
            if ((nuint)(distance - 1) < BlockBytes - 1)
            {
                CopyNear(ref from, ref match, distance, length);
                continue;
            }

            Vector256.LoadUnsafe(ref from).StoreUnsafe(ref match);
            for (nint done = BlockBytes; done < length; done += BlockBytes)
            {
                Vector256.LoadUnsafe(ref from, (nuint)done).StoreUnsafe(ref match, (nuint)done);
            }
        }

        // The bits above the count belong to input that is loaded again.
        count &= 63;
        (_bits, _count) = (TLow.Of(bits, count), (int)count);
        (next, end) = ((int)Unsafe.ByteOffset(ref source, ref at), (int)Unsafe.ByteOffset(ref target, ref to));
    }

    /// <summary>Fills the bit buffer with whole bytes: it then has at least 56 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Refill(ref byte at, scoped ref ulong bits, scoped ref uint count)
    {
        bits |= Unsafe.ReadUnaligned<ulong>(ref at) << (int)count;
        at = ref Unsafe.Add(ref at, (nint)((~count >> 3) & 7));
        count |= 56;
        return ref at;
    }

    // By distance: how many bytes of whole repetitions fit into one word.
    private static ReadOnlySpan<byte> NearSteps => [0, 8, 8, 6, 8, 5, 6, 7];

    /// <summary>
    /// Copies a match whose distance is less than a block. It writes up to 7 bytes more than the match has; the margin
    /// includes them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyNear(ref byte from, ref byte match, nint distance, nint length)
    {
        nint step = sizeof(ulong);
        var bytes = Unsafe.ReadUnaligned<ulong>(ref from);
        if (distance < sizeof(ulong))
        {
            // Repeat the bytes within one word.
            bytes &= (1UL << (int)(8 * distance)) - 1;
            for (var some = distance; some < sizeof(ulong); some *= 2)
            {
                bytes |= bytes << (int)(8 * some);
            }

            step = NearSteps[(int)distance];
            for (nint done = 0; done < length; done += step)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref match, done), bytes);
            }

            return;
        }

        for (nint done = 0; done < length; done += step)
        {
            bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, done));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref match, done), bytes);
        }
    }
}
