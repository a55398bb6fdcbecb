namespace InputSdk.S3;

/// <summary>One type of log: how its objects are named and what its lines hold.</summary>
public sealed record LogDefinition
{
    /// <summary>The id, as it stands in the setting, the records' origin and the manifest.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence: what a record of it tells.</summary>
    public required string Description { get; init; }

    /// <summary>Which objects are of this type.</summary>
    public required ObjectName ObjectName { get; init; }

    /// <summary>The byte between two fields.</summary>
    public byte Delimiter { get; init; } = (byte)'|';

    /// <summary>Today's columns in order. The rows of older objects are a prefix of them.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>
    /// The row widths there have been, ascending, the last being the number of columns. A wider row is
    /// a layout of the future; a width that is neither is a damaged row.
    /// </summary>
    public required IReadOnlyList<int> Widths { get; init; }
}

/// <summary>One column of a log.</summary>
public sealed record Column
{
    /// <summary>The member's name in a record.</summary>
    public required string Name { get; init; }

    /// <summary>What the value means, with its unit.</summary>
    public required string Description { get; init; }

    /// <summary>What a value looks like.</summary>
    public ColumnShape Shape { get; init; } = ColumnShape.Text;
}

/// <summary>
/// What the trimmed values of a column look like. All but the two texts are anchors: where one does
/// not hold, the row is not read as it stands.
/// </summary>
public enum ColumnShape
{
    /// <summary>Text that the source itself writes: never holds the delimiter.</summary>
    Text,

    /// <summary>Text that users or their clients choose: may hold the delimiter.</summary>
    FreeText,

    /// <summary>Decimal digits, perhaps behind a minus.</summary>
    Integer,

    /// <summary>An integer or nothing.</summary>
    OptionalInteger,

    /// <summary><c>0</c>, <c>1</c> or nothing.</summary>
    OptionalFlag,

    /// <summary>ASCII letters only, at least one.</summary>
    Word,

    /// <summary>A UUID such as <c>0a9edc00-a1e6-44e0-8274-9417e5f355de</c>, or nothing.</summary>
    OptionalUuid,

    /// <summary>
    /// A time such as <c>Mon, 7 Dec 2020 20:01:55:177</c>: English names, the day with one or two
    /// digits, a colon before three digits of milliseconds. The weekday is not held against the date:
    /// real logs have had wrong ones.
    /// </summary>
    Time,
}
