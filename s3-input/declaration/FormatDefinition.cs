namespace InputSdk.S3;

/// <summary>
/// A format of records beside <c>native</c> and <c>enriched</c>, which every connector has: for each log type a template
/// that makes a JSON object of a row.
/// </summary>
public sealed record FormatDefinition
{
    /// <summary>The id: lowercase letters and digits, starting with a letter.</summary>
    public required string Id { get; init; }

    /// <summary>The display name.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences that help a user to choose the format.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// The template of each log type by its id. It makes an object for every row, whatever the values are.
    /// </summary>
    public required IReadOnlyDictionary<string, Template> Logs { get; init; }
}
