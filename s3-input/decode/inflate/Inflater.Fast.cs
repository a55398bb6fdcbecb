using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InputSdk.S3;

/// <summary>The fast loop. <c>GZIP.md</c> explains why it is as it is.</summary>
internal sealed partial class Inflater
{
    private const int BlockBytes = 32;

    // Of input, what is taken for one entry and its match: the next bits after its codes, and after a long one of each kind.
    private const int InputMargin = 3 * sizeof(ulong);

    // Of text, two literals, the longest match, and what its last block is too long.
    private const int TextMargin = 2 + 258 + BlockBytes;

    // Of text before, what a match of no bytes is copied from.
    private const int BytesBefore = 4 * BlockBytes;

    /// <summary>
    /// Takes symbols while the margins are kept, and leaves to the exact steps what is at their ends or damaged.
    /// </summary>
    /// <remarks>
    /// Nothing is read or written outside the spans, whatever the input. Bytes are loaded as little-endian words; the caller makes
    /// sure that the processor does so.
    /// <list type="bullet">
    /// <item>Input: a round loads 8 bytes at most three times, and moves on by at most 7 before each but the first. So it ends within
    /// 22 bytes, and the margin is 24.</item>
    /// <item>Room: a round writes two bytes, and from at most two bytes on a match of at most 258 bytes and less than a block more. The
    /// margin has room for all of them.</item>
    /// <item>Text before: a distance is compared with what there is from <paramref name="first"/> on before it is used. A match of no bytes
    /// reads from <see cref="BytesBefore"/> before; the caller makes sure of them. What is read ends before what is written, or with it.</item>
    /// <item>Tables: each index is masked to the bits that its table was made for; that of a length is a byte, and its table has 256 entries.</item>
    /// </list>
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

            // Literals alone are followed by a match of no bytes and no distance: which it is cannot be predicted.
            nint isMatch = (int)entry >> 31;
            var far = Unsafe.Add(ref Unsafe.Add(ref tables, DeflateCodes.Distances), (nint)((uint)bits & DistanceMask)) & (uint)isMatch;
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

            // What was written a moment ago can be loaded only once it is in the cache; no bytes are copied from before it.
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

        // Above those that count there may be more of the input, which comes again.
        count &= 63;
        (_bits, _count, next, end) = (TLow.Of(bits, count), (int)count, (int)Unsafe.ByteOffset(ref source, ref at), (int)Unsafe.ByteOffset(ref target, ref to));
    }

    /// <summary>Loads as many whole bytes of the input as there is room for: from then on at least 56 bits count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Refill(ref byte at, scoped ref ulong bits, scoped ref uint count)
    {
        bits |= Unsafe.ReadUnaligned<ulong>(ref at) << (int)count;
        at = ref Unsafe.Add(ref at, (nint)((~count >> 3) & 7));
        count |= 56;
        return ref at;
    }

    // As many bytes as a word holds of repetitions of so many.
    private static ReadOnlySpan<byte> NearSteps => [0, 8, 8, 6, 8, 5, 6, 7];

    /// <summary>
    /// Repeats fewer bytes than a block has. It writes at most seven more than the match is long, which the margin has room for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyNear(ref byte from, ref byte match, nint distance, nint length)
    {
        nint step = sizeof(ulong);
        var bytes = Unsafe.ReadUnaligned<ulong>(ref from);
        if (distance < sizeof(ulong))
        {
            // As often as they fit into one word.
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
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref match, done), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, done)));
        }
    }
}
