namespace InputHost;

internal static class Terminal
{
    /// <summary>Messages contain keys, and a key can contain characters that move the cursor or hide text.</summary>
    public static string StripControlCharacters(string text) =>
        text.Any(char.IsControl)
            ? string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter))
            : text;
}
