using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace InputSdk.S3.Formats;

/// <summary>
/// Addresses and names of hosts. Stricter than <see cref="IPAddress"/>, which also reads <c>1</c> and <c>010.1</c>.
/// </summary>
internal static class HostText
{
    public const int MostIPv4Bytes = 15;

    private const int MostIPv6Bytes = 45;

    /// <summary>Four decimal numbers up to 255 without leading zeros.</summary>
    public static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        var numbers = 0;
        while (text.Length > 0 && numbers < 4)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : text.Length;
            if (
                digits is 0 or > 3
                || (digits > 1 && text[0] == '0')
                || !Utf8Parser.TryParse(text[..digits], out byte _, out var read)
                || read != digits
            )
            {
                return false;
            }

            numbers++;
            text = text[digits..];
            if (numbers == 4 || text.IsEmpty || text[0] != '.')
            {
                return numbers == 4 && text.IsEmpty;
            }

            text = text[1..];
        }

        return false;
    }

    /// <summary>The usual way to write an IPv4 address as an IPv6 address.</summary>
    public static ReadOnlySpan<byte> MappedPrefix => "::ffff:"u8;

    /// <summary>An IPv4 address after <see cref="MappedPrefix"/>.</summary>
    public static bool IsMappedIPv4(ReadOnlySpan<byte> text) =>
        text.StartsWith(MappedPrefix) && IsIPv4(text[MappedPrefix.Length..]);

    /// <summary>An IPv4 or IPv6 address.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> text) =>
        IsIPv4(text) || IsMappedIPv4(text) || TryReadIPv6(text, out _);

    /// <summary>An IPv6 address without a zone.</summary>
    public static bool TryReadIPv6(ReadOnlySpan<byte> text, out IPAddress address)
    {
        Span<char> chars = stackalloc char[MostIPv6Bytes];
        address = IPAddress.IPv6None;
        if (text.Length > MostIPv6Bytes || text.Length < 2 || !text.Contains((byte)':'))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiHexDigit((char)text[i]) && text[i] is not ((byte)':' or (byte)'.'))
            {
                return false;
            }

            chars[i] = (char)text[i];
        }

        return IPAddress.TryParse(chars[..text.Length], out address!)
            && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>Labels of letters, digits and hyphens. The last one is not a number.</summary>
    public static bool IsHostName(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 253)
        {
            return false;
        }

        var isNumber = true;
        foreach (var range in text.Split((byte)'.'))
        {
            var label = text[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            isNumber = true;
            foreach (var character in label)
            {
                if (!char.IsAsciiLetterOrDigit((char)character) && character != '-')
                {
                    return false;
                }

                isNumber &= char.IsAsciiDigit((char)character);
            }
        }

        return !isNumber;
    }
}
