using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>Checks whether a trimmed value has the format of its column.</summary>
internal static class ColumnFormats
{
    // Bytes that are compared at once, all of them within the padding.
    private const int Wide = 32;

    private const int UuidLength = 36;

    private static readonly TimeForm ShortTime = new("Mon, 7 Dec 2020 20:01:55:177");
    private static readonly TimeForm LongTime = new("Mon, 17 Dec 2020 20:01:55:177");
    private static readonly Vector256<uint> Weekdays = Vector256.Create(Names("SunMonTueWedThuFriSat"u8, 8));
    private static readonly Vector512<uint> Months = Vector512.Create(
        Names("JanFebMarAprMayJunJulAugSepOctNovDec"u8, 16)
    );

    private static readonly SearchValues<byte> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8
    );

    public static bool IsInteger(ColumnShape shape) => shape is ColumnShape.Integer or ColumnShape.OptionalInteger;

    public static bool IsText(ColumnShape shape) => shape is ColumnShape.Text or ColumnShape.FreeText;

    /// <summary>Whether a value without its trailing spaces has the format of the column.</summary>
    public static bool Holds(ColumnShape shape, PaddedText value) => Holds(shape, ref value.First, value.Length);

    /// <summary>The same for a value that is <see cref="PaddedText"/>.</summary>
    /// <param name="shape">The format of the column.</param>
    /// <param name="value">The value's first byte.</param>
    /// <param name="length">Its length.</param>
    public static bool Holds(ColumnShape shape, ref byte value, int length) =>
        shape switch
        {
            ColumnShape.Text or ColumnShape.FreeText => true,
            ColumnShape.Integer => IsInteger(ref value, length, least: 1),
            ColumnShape.OptionalInteger => IsInteger(ref value, length, least: 0),
            ColumnShape.OptionalFlag => length == 0 || (length == 1 && (value is (byte)'0' or (byte)'1')),
            ColumnShape.Word => length > 0
                && !MemoryMarshal.CreateReadOnlySpan(ref value, length).ContainsAnyExcept(Letters),
            ColumnShape.OptionalUuid => length == 0 || (length == UuidLength && IsUuid(ref value)),
            ColumnShape.Time => length is 28 or 29 && IsTime(ref value, length),
            _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, message: null),
        };

    /// <summary>Whether a value is an integer, or empty if that is allowed.</summary>
    /// <param name="value">The first byte of a value that is <see cref="PaddedText"/>.</param>
    /// <param name="length">Its length.</param>
    /// <param name="least">The least length, 0 or 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInteger(ref byte value, int length, int least)
    {
        var all = (uint)((1UL << length) - 1);
        return length >= least
            && (
                (length < Wide && (Digits(Vector256.LoadUnsafe(ref value)) & all) == all)
                || IsSignedOrLong(ref value, length)
            );
    }

    /// <summary>A description of the valid values, for messages.</summary>
    public static string Expected(ColumnShape shape) =>
        shape switch
        {
            ColumnShape.Integer => "a whole number",
            ColumnShape.OptionalInteger => "a whole number or an empty value",
            ColumnShape.OptionalFlag => "0, 1 or an empty value",
            ColumnShape.Word => "a word that consists of letters",
            ColumnShape.OptionalUuid => "a UUID or an empty value",
            ColumnShape.Time => "a time such as \"Mon, 7 Dec 2020 20:01:55:177\"",
            _ => "text",
        };

    private static bool IsSignedOrLong(ref byte value, int length)
    {
        var number = MemoryMarshal.CreateReadOnlySpan(ref value, length);
        var digits = value == '-' ? number[1..] : number;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>Hexadecimal digits, with hyphens at four positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsUuid(ref byte value)
    {
        const uint Hyphens = (1u << 8) | (1u << 13) | (1u << 18) | (1u << 23);
        var first = Vector256.LoadUnsafe(ref value);
        return HexDigits(first) == ~Hyphens
            && (Vector256.Equals(first, Vector256.Create((byte)'-')).ExtractMostSignificantBits() & Hyphens) == Hyphens
            && HexDigits(Vector256.LoadUnsafe(ref value, UuidLength - Wide)) == ~(Hyphens >> (UuidLength - Wide));
    }

    private static uint HexDigits(Vector256<byte> bytes)
    {
        var digits = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        var letters = Vector256.LessThanOrEqual(
            (bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'),
            Vector256.Create((byte)5)
        );
        return (digits | letters).ExtractMostSignificantBits();
    }

    /// <summary><c>Mon, 7 Dec 2020 20:01:55:177</c>, the day with one or two digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsTime(ref byte value, int length)
    {
        // If the day has two digits, all that follows is one byte later.
        var isLong = length == LongTime.Length;
        var form = isLong ? LongTime : ShortTime;
        var bytes = Vector256.LoadUnsafe(ref value);
        if (
            Digits(bytes) << (32 - length) != form.Digits << (32 - length)
            || (Vector256.Equals(bytes, form.Marks).ExtractMostSignificantBits() & form.MarkBits) != form.MarkBits
        )
        {
            return false;
        }

        var at = isLong ? 1 : 0;
        var day = isLong ? Number(ref value, 5) : Unsafe.Add(ref value, 5) - '0';
        return day is >= 1 and <= 31
            && Number(ref value, at + 16) <= 23
            && Number(ref value, at + 19) <= 59
            && Number(ref value, at + 22) <= 60
            && Vector256.EqualsAny(Weekdays, Vector256.Create(Name(ref value, 0)))
            && Vector512.EqualsAny(Months, Vector512.Create(Name(ref value, at + 7)));
    }

    private static int Number(ref byte value, int at) =>
        ((Unsafe.Add(ref value, at) - '0') * 10) + Unsafe.Add(ref value, at + 1) - '0';

    /// <summary>Three letters, as one number.</summary>
    private static uint Name(ref byte value, int at) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref value, at)) & 0xFFFFFF;

    private static uint Digits(Vector256<byte> bytes) =>
        Vector256
            .LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9))
            .ExtractMostSignificantBits();

    private static uint[] Names(ReadOnlySpan<byte> names, int count)
    {
        var packed = new uint[count];
        for (var i = 0; i < count; i++)
        {
            var name = names.Slice(3 * i % names.Length, 3);
            packed[i] = Name(ref MemoryMarshal.GetReference<byte>([.. name, 0]), 0);
        }

        return packed;
    }

    /// <summary>
    /// The positions of digits and of punctuation marks in a time. Positions of letters are not checked.
    /// </summary>
    private sealed class TimeForm
    {
        public TimeForm(string example)
        {
            var marks = new byte[Wide];
            for (var i = 0; i < example.Length; i++)
            {
                Digits |= char.IsAsciiDigit(example[i]) ? 1u << i : 0;
                if (!char.IsAsciiLetterOrDigit(example[i]))
                {
                    marks[i] = (byte)example[i];
                    MarkBits |= 1u << i;
                }
            }

            Length = example.Length;
            Marks = Vector256.Create(marks);
        }

        public int Length { get; }

        public uint Digits { get; }

        public uint MarkBits { get; }

        public Vector256<byte> Marks { get; }
    }
}
