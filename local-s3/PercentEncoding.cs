using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace LocalS3;

/// <summary>Strict percent-encoding: invalid sequences are errors, which the framework's decoders ignore.</summary>
internal static class PercentEncoding
{
    public static readonly Encoding StrictUtf8 = new UTF8Encoding(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>False for a <c>%</c> without two hex digits, and for text that is not UTF-8.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out string? decoded)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && !text.Contains('%', StringComparison.Ordinal))
        {
            decoded = text;
            return true;
        }

        decoded = null;
        try
        {
            var bytes = StrictUtf8.GetBytes(text);
            var length = 0;
            for (var at = 0; at < bytes.Length; at++)
            {
                var value = bytes[at];
                if (value == '%')
                {
                    if (
                        !byte.TryParse(
                            bytes.AsSpan(at + 1, Math.Min(2, bytes.Length - at - 1)),
                            NumberStyles.AllowHexSpecifier,
                            CultureInfo.InvariantCulture,
                            out value
                        )
                        || at + 2 >= bytes.Length
                    )
                    {
                        return false;
                    }

                    at += 2;
                }

                bytes[length++] = value;
            }

            decoded = StrictUtf8.GetString(bytes, 0, length);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Encodes a key for <c>encoding-type=url</c>. A space becomes <c>%20</c>, which every client
    /// decodes. Some clients decode <c>+</c> as a space, others do not.
    /// </summary>
    public static string EncodeKey(string key) =>
        Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal);
}
