using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace LocalS3;

/// <summary>Percent-encoding read strictly: what the framework's readers leave as it is, is an error here.</summary>
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
    /// A key as <c>encoding-type=url</c> asks for it. A space becomes <c>%20</c>, which every client
    /// decodes; <c>+</c> is read as a space by some and as itself by others.
    /// </summary>
    public static string EncodeKey(string key) =>
        Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal);
}
