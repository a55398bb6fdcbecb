using System.Text.Json.Nodes;

namespace InputSdk.S3;

/// <summary>
/// A JSON value of a format, as a function of the columns of a row and the named parts of its object. A value that
/// they do not have is omitted, and an object or list is omitted if all of its values that depend on a row or
/// an object are omitted. The engine compiles the templates of a log once.
/// </summary>
public abstract class Template
{
    private protected Template() { }

    /// <summary>The value is the same for all rows of an object.</summary>
    internal abstract bool IsFixed { get; }

    /// <summary>The value is the same for all objects.</summary>
    internal abstract bool IsConstant { get; }

    /// <summary>The value is never omitted.</summary>
    internal abstract bool IsAlways { get; }

    /// <summary>The templates that this one contains.</summary>
    internal virtual IEnumerable<Template> Children => [];

    /// <summary>The JSON Schema of the value.</summary>
    internal abstract JsonObject Schema(LogDefinition log);

    /// <summary>The value in words, for the documentation.</summary>
    internal abstract string Describe();

    /// <summary>The value for the parts of an object; null if it is omitted. Only for fixed templates.</summary>
    internal virtual JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts) =>
        throw new InvalidOperationException($"{GetType().Name} depends on a row.");

    /// <summary>A fixed text.</summary>
    public static implicit operator Template(string text) => new LiteralTemplate(text);

    /// <summary>A fixed number.</summary>
    public static implicit operator Template(int number) => new LiteralTemplate(number);

    /// <summary>A fixed truth value.</summary>
    public static implicit operator Template(bool value) => new LiteralTemplate(value);

    /// <summary>The text of a column; omitted if it is empty or the row does not have it.</summary>
    public static Template Column(string name) => new ColumnTemplate(name, ColumnValue.Text);

    /// <summary>The value of a column as a number from 0 to <paramref name="max"/>; otherwise omitted.</summary>
    public static Template Integer(string name, long max = int.MaxValue) =>
        new ColumnTemplate(name, ColumnValue.Integer) { Max = max };

    /// <summary>The value of a time column in milliseconds since 1970; omitted if there is no such time.</summary>
    public static Template Time(string name) => new ColumnTemplate(name, ColumnValue.Time);

    /// <summary>
    /// The value of a time column, unchanged; omitted if there is no such time. <see cref="UnmappedTemplate"/> then
    /// writes it.
    /// </summary>
    public static Template TimeText(string name) => new ColumnTemplate(name, ColumnValue.TimeText);

    /// <summary>
    /// The value of a column as an IPv4 or IPv6 address. An IPv4 address that is written as an IPv6 address is
    /// unwrapped. Omitted if the value is not an address.
    /// </summary>
    public static Template Address(string name) => new ColumnTemplate(name, ColumnValue.Address);

    /// <summary>The value of a column as a host name of RFC 1123; omitted if it is none.</summary>
    public static Template HostName(string name) => new ColumnTemplate(name, ColumnValue.HostName);

    /// <summary>The text of a column that is neither an address nor a host name; otherwise omitted.</summary>
    public static Template NoHost(string name) => new ColumnTemplate(name, ColumnValue.NoHost);

    /// <summary>A number of microseconds in whole milliseconds, rounded down; omitted if it is negative.</summary>
    public static Template Milliseconds(string duration) => new ColumnTemplate(duration, ColumnValue.Milliseconds);

    /// <summary>A time minus a number of microseconds, in milliseconds since 1970; omitted if one is missing.</summary>
    public static Template TimeBefore(string time, string duration) =>
        new ColumnTemplate(time, ColumnValue.TimeBefore) { Second = duration };

    /// <summary>A named part of the object's file name or path.</summary>
    public static Template Part(string name) => new PartTemplate(name);

    /// <summary>Fixed texts and parts, joined; omitted if one of them is omitted.</summary>
    public static Template Join(params Template[] texts) => new JoinTemplate(texts);

    /// <summary>The first of the values that is not omitted.</summary>
    public static Template FirstOf(params Template[] values) => new FirstTemplate(values);

    /// <summary>The value, if a column is not empty.</summary>
    public static Template IfPresent(string column, Template value) =>
        new SwitchTemplate { ByColumn = column, Else = value };

    /// <summary>No value: for a case of a <see cref="SwitchTemplate"/> in which the value is omitted.</summary>
    public static Template Omitted { get; } = new OmittedTemplate();

    /// <summary>The id of the record.</summary>
    public static Template Id { get; } = new IdTemplate();
}
