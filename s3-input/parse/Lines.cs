namespace InputSdk.S3;

/// <summary>Lines end with LF, perhaps with CR before it; the last one may end with the text.</summary>
internal static class Lines
{
    /// <summary>Takes the next line off the text, without its line end.</summary>
    /// <param name="text">The text not read yet.</param>
    /// <param name="isEnd">The text ends there, so that what follows the last LF is a line too.</param>
    /// <param name="line">The line.</param>
    public static bool Next(ref ReadOnlySpan<byte> text, bool isEnd, out ReadOnlySpan<byte> line)
    {
        var length = text.IndexOf((byte)'\n');
        if (length < 0 && (!isEnd || text.IsEmpty))
        {
            line = default;
            return false;
        }

        line = length < 0 ? text : text[..length];
        text = length < 0 ? default : text[(length + 1)..];
        line = line.EndsWith((byte)'\r') ? line[..^1] : line;
        return true;
    }
}
