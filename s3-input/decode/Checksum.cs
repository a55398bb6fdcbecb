using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InputSdk.S3.Decode;

/// <summary>
/// The CRC-32 of a text. If the processor has 256-bit carry-less multiplication, it processes 128 bytes at a time,
/// which is about twice as fast as System.IO.Hashing with 64 bytes. Otherwise it uses System.IO.Hashing.
/// </summary>
/// <param name="isPortable">Use only instructions that all processors have.</param>
internal sealed class Checksum(bool isPortable)
{
    private const uint Polynomial = 0xEDB88320;
    private const int FoldedBytes = 128;

    private static readonly uint[] Table = MakeTable();

    // A multiplication by one of these moves the bits of a text by that number of bytes; see Fold.
    private static readonly Vector256<ulong> By128 = Factors(128),
        By64 = Factors(64),
        By32 = Factors(32);
    private static readonly Vector128<ulong> By16 = Factors(16).GetLower();

    private readonly Crc32? _portable = isPortable || !Pclmulqdq.V256.IsSupported ? new Crc32() : null;
    private uint _remainder = uint.MaxValue;

    /// <summary>The checksum of all bytes since the last <see cref="Reset"/>.</summary>
    public uint Value => _portable?.GetCurrentHashAsUInt32() ?? ~_remainder;

    public void Reset()
    {
        _portable?.Reset();
        _remainder = uint.MaxValue;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_portable is not null)
        {
            _portable.Append(bytes);
            return;
        }

        if (bytes.Length >= FoldedBytes)
        {
            var whole = bytes.Length / FoldedBytes * FoldedBytes;
            _remainder = Folded(_remainder, MemoryMarshal.Cast<byte, Vector256<ulong>>(bytes[..whole]));
            bytes = bytes[whole..];
        }

        _remainder = OneByOne(_remainder, bytes);
    }

    /// <summary>
    /// Folding as in "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009): four
    /// remainders of 32 bytes are moved over the next 128 bytes and added to them, until 16 bytes remain that have the
    /// same remainder as the text.
    /// </summary>
    private static uint Folded(uint remainder, ReadOnlySpan<Vector256<ulong>> text)
    {
        var (a, b, c, d) = (text[0] ^ Vector256.CreateScalar((ulong)remainder), text[1], text[2], text[3]);
        for (text = text[4..]; text.Length >= 4; text = text[4..])
        {
            a = Fold(a, By128) ^ text[0];
            b = Fold(b, By128) ^ text[1];
            c = Fold(c, By128) ^ text[2];
            d = Fold(d, By128) ^ text[3];
        }

        var last = Fold(Fold(a, By64) ^ c, By32) ^ Fold(b, By64) ^ d;
        var lower = last.GetLower();
        var left =
            Pclmulqdq.CarrylessMultiply(lower, By16, 0x00)
            ^ Pclmulqdq.CarrylessMultiply(lower, By16, 0x11)
            ^ last.GetUpper();
        return OneByOne(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in left)));
    }

    private static Vector256<ulong> Fold(Vector256<ulong> bits, Vector256<ulong> factors) =>
        Pclmulqdq.V256.CarrylessMultiply(bits, factors, 0x00) ^ Pclmulqdq.V256.CarrylessMultiply(bits, factors, 0x11);

    private static uint OneByOne(uint remainder, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            remainder = Table[(byte)(remainder ^ value)] ^ (remainder >> 8);
        }

        return remainder;
    }

    /// <summary>
    /// The factors that move the two halves of each 16 bytes by a number of bytes: the remainders of x to the power of
    /// that number of bits, plus and minus 32. Bits are in reverse order, as everywhere in this checksum.
    /// </summary>
    private static Vector256<ulong> Factors(int bytes) =>
        Vector256.Create(
            Power((8 * bytes) + 32),
            Power((8 * bytes) - 32),
            Power((8 * bytes) + 32),
            Power((8 * bytes) - 32)
        );

    private static ulong Power(int exponent)
    {
        var remainder = 1u << 31;
        for (; exponent > 0; exponent--)
        {
            remainder = Next(remainder);
        }

        return (ulong)remainder << 1;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            table[i] = i;
            for (var bit = 0; bit < 8; bit++)
            {
                table[i] = Next(table[i]);
            }
        }

        return table;
    }

    private static uint Next(uint remainder) => (remainder >> 1) ^ ((remainder & 1) * Polynomial);
}
