using System.Buffers;
using System.Text;

namespace InputSdk.S3.Store;

/// <summary>
/// Percent-encoding as Signature Version 4 defines it: every byte of the UTF-8 form except
/// <c>A-Z a-z 0-9 - . _ ~</c> becomes <c>%XX</c> with upper-case digits.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
/// </summary>
internal static class PercentEncoding
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string Digits = "0123456789ABCDEF";

    private static readonly SearchValues<char> InPath = SearchValues.Create(Unreserved + "/");
    private static readonly SearchValues<char> InQuery = SearchValues.Create(Unreserved);

    /// <summary>Encodes a key in a path. Slashes, empty segments and dot segments are not changed.</summary>
    public static string OfPath(string key) => Encode(key, InPath);

    /// <summary>Encodes the value of a query parameter.</summary>
    public static string OfQuery(string value) => Encode(value, InQuery);

    private static string Encode(string text, SearchValues<char> kept)
    {
        if (!text.AsSpan().ContainsAnyExcept(kept))
        {
            return text;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var chars = ArrayPool<char>.Shared.Rent(bytes.Length * 3);
        var length = 0;
        foreach (var value in bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)))
        {
            if (kept.Contains((char)value))
            {
                chars[length++] = (char)value;
                continue;
            }

            (chars[length], chars[length + 1], chars[length + 2]) = ('%', Digits[value >> 4], Digits[value & 15]);
            length += 3;
        }

        var encoded = new string(chars, 0, length);
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<char>.Shared.Return(chars);
        return encoded;
    }
}
