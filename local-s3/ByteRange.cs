using System.Globalization;

namespace LocalS3;

/// <summary>The part of an object that a response contains.</summary>
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>
    /// The range that a <c>Range</c> header requests, limited to the length of the object. Null if the whole object is
    /// requested: without the header, or if it is not a single byte range.
    /// </summary>
    /// <exception cref="S3Exception">The range starts after the end of the object.</exception>
    public static ByteRange? Of(string? header, long length)
    {
        const string unit = "bytes=";
        if (
            header?.StartsWith(unit, StringComparison.OrdinalIgnoreCase) != true
            || header[unit.Length..].Split('-') is not [var from, var to]
            || !TryNumber(from, out var first)
            || !TryNumber(to, out var last)
            || (first is null && last is null)
            || last < first
        )
        {
            return null;
        }

        var offset = first ?? Math.Max(0, length - last!.Value);
        var end = first is null ? length : Math.Min(length - 1, last ?? long.MaxValue) + 1;
        return offset < end
            ? new ByteRange(offset, end - offset)
            : throw Errors.Of(416, "InvalidRange", "The range starts after the end of the object.");
    }

    private static bool TryNumber(string text, out long? number)
    {
        number = null;
        if (text.All(char.IsAsciiDigit) && text.Length > 0)
        {
            number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : long.MaxValue;
        }

        return number is not null || text.Length == 0;
    }
}
