namespace InputSdk.S3;

/// <summary>A log type: the names of its objects and the columns of its lines.</summary>
public sealed record LogDefinition
{
    /// <summary>The id in the setting, in the origin of records and in the manifest.</summary>
    public required string Id { get; init; }

    /// <summary>The display name.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence that says what a record contains.</summary>
    public required string Description { get; init; }

    /// <summary>The file names of the objects of this type.</summary>
    public required ObjectName ObjectName { get; init; }

    /// <summary>The byte between two fields.</summary>
    public byte Delimiter { get; init; } = (byte)'|';

    /// <summary>The current columns, in order. Rows of older objects have only the first ones.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>
    /// The known row widths in ascending order; the last one is the number of columns. A wider row has a future layout.
    /// A row with any other width is damaged.
    /// </summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>The position of the first column that contains a time; -1 if there is none.</summary>
    internal int TimeColumn =>
        Columns.Index().FirstOrDefault(column => column.Item.Shape == ColumnShape.Time, (-1, null!)).Index;
}

/// <summary>One column of a log.</summary>
public sealed record Column
{
    /// <summary>The name of the member in a record.</summary>
    public required string Name { get; init; }

    /// <summary>The meaning of the value, with its unit.</summary>
    public required string Description { get; init; }

    /// <summary>The format of the values.</summary>
    public ColumnShape Shape { get; init; } = ColumnShape.Text;
}

/// <summary>
/// The format of the trimmed values of a column. All formats except the two texts are anchors: a reading of a row is
/// valid only if these values match.
/// </summary>
public enum ColumnShape
{
    /// <summary>Text that the source itself writes. It never contains the delimiter.</summary>
    Text,

    /// <summary>Text that users or their clients choose. It may contain the delimiter.</summary>
    FreeText,

    /// <summary>Decimal digits, optionally after a minus sign.</summary>
    Integer,

    /// <summary>An integer, or empty.</summary>
    OptionalInteger,

    /// <summary><c>0</c>, <c>1</c> or empty.</summary>
    OptionalFlag,

    /// <summary>One or more ASCII letters.</summary>
    Word,

    /// <summary>A UUID such as <c>0a9edc00-a1e6-44e0-8274-9417e5f355de</c>, or empty.</summary>
    OptionalUuid,

    /// <summary>
    /// A time such as <c>Mon, 7 Dec 2020 20:01:55:177</c>: English names, the day with one or two digits, and a colon
    /// before the three digits of the milliseconds. The weekday is not compared with the date, because real logs have
    /// contained wrong ones.
    /// </summary>
    Time,
}
