using System.Buffers;
using System.Buffers.Text;

namespace InputSdk.S3;

/// <summary>Whether a trimmed value is what its column holds.</summary>
internal static class Shapes
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private static readonly SearchValues<byte> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static bool IsText(ColumnShape shape) => shape is ColumnShape.Text or ColumnShape.FreeText;

    public static bool Holds(ColumnShape shape, ReadOnlySpan<byte> value) => shape switch
    {
        ColumnShape.Text or ColumnShape.FreeText => true,
        ColumnShape.Integer => IsInteger(value),
        ColumnShape.OptionalInteger => value.IsEmpty || IsInteger(value),
        ColumnShape.OptionalFlag => value.IsEmpty || value is [(byte)'0' or (byte)'1'],
        ColumnShape.Word => !value.IsEmpty && !value.ContainsAnyExcept(Letters),
        ColumnShape.OptionalUuid => value.IsEmpty
            || (value.Length == 36 && Utf8Parser.TryParse(value, out Guid _, out var read, 'D') && read == 36),
        ColumnShape.Time => IsTime(value),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, message: null),
    };

    /// <summary>What a value should have been, for people.</summary>
    public static string Expected(ColumnShape shape) => shape switch
    {
        ColumnShape.Integer => "a whole number",
        ColumnShape.OptionalInteger => "a whole number or nothing",
        ColumnShape.OptionalFlag => "0, 1 or nothing",
        ColumnShape.Word => "a word of letters",
        ColumnShape.OptionalUuid => "a UUID or nothing",
        ColumnShape.Time => "a time such as \"Mon, 7 Dec 2020 20:01:55:177\"",
        _ => "a text",
    };

    private static bool IsInteger(ReadOnlySpan<byte> value)
    {
        var digits = value is [(byte)'-', ..] ? value[1..] : value;
        return !digits.IsEmpty && !digits.ContainsAnyExcept(Digits);
    }

    /// <summary><c>Mon, 7 Dec 2020 20:01:55:177</c>, the day with one or two digits.</summary>
    private static bool IsTime(ReadOnlySpan<byte> value)
    {
        if (value.Length < 28 || !IsName("SunMonTueWedThuFriSat"u8, value[..3]) || !value[3..5].SequenceEqual(", "u8))
        {
            return false;
        }

        var rest = value[5..];
        var dayDigits = rest[1] == ' ' ? 1 : 2;
        if (rest.Length != dayDigits + 22 || !IsNumber(rest[..dayDigits], 1, 31))
        {
            return false;
        }

        // Behind the day: " Dec 2020 20:01:55:177".
        rest = rest[dayDigits..];
        return rest[0] == ' ' && IsName("JanFebMarAprMayJunJulAugSepOctNovDec"u8, rest[1..4]) && rest[4] == ' '
            && IsNumber(rest[5..9], 0, 9999) && rest[9] == ' '
            && IsNumber(rest[10..12], 0, 23) && rest[12] == ':'
            && IsNumber(rest[13..15], 0, 59) && rest[15] == ':'
            && IsNumber(rest[16..18], 0, 60) && rest[18] == ':'
            && IsNumber(rest[19..22], 0, 999);
    }

    private static bool IsName(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        var at = names.IndexOf(name);
        return at >= 0 && at % 3 == 0;
    }

    private static bool IsNumber(ReadOnlySpan<byte> digits, int least, int most)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return number >= least && number <= most;
    }
}
