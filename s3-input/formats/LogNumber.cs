using System.Buffers.Text;

namespace InputSdk.S3.Formats;

/// <summary>Numbers in logs: decimal digits of at most 18 places, so that they fit into 64 bits.</summary>
internal static class LogNumber
{
    private const int MostDigits = 18;

    public static bool TryRead(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= MostDigits
            && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out number, out _);
    }
}
