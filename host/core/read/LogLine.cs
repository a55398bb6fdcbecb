namespace InputHost.Read;

/// <summary>A line about a run, for users.</summary>
/// <param name="Text">A sentence. It can contain control characters.</param>
/// <param name="Code">A stable name such as <c>s3.unavailable</c>; null for other lines.</param>
/// <param name="IsWarning">Whether the user should check it.</param>
/// <param name="Figures">Numbers by name, for logs that programs read.</param>
internal sealed record LogLine(
    string Text,
    string? Code = null,
    bool IsWarning = false,
    IReadOnlyDictionary<string, long>? Figures = null
)
{
    public static implicit operator LogLine(string text) => new(text);

    public override string ToString() => Terminal.StripControlCharacters(IsWarning ? $"warning: {Text}" : Text);
}
