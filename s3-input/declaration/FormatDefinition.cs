namespace InputSdk.S3;

/// <summary>
/// A format of records in addition to <c>native</c> and <c>enriched</c>, which every connector has: for each log type a
/// template of the JSON object that a row becomes.
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
    /// The template of each log type by its id. It must give an object for any row.
    /// </summary>
    public required IReadOnlyDictionary<string, Template> Logs { get; init; }
}
