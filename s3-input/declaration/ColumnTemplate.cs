using System.Text.Json.Nodes;

namespace InputSdk.S3;

/// <summary>How the value of a column is written.</summary>
internal enum ColumnValue
{
    Text,
    Integer,
    Time,
    TimeText,
    Address,
    HostName,
    NoHost,
    Milliseconds,
    TimeBefore,
}

internal sealed class ColumnTemplate(string column, ColumnValue value) : Template
{
    public string Name => column;

    public ColumnValue Value => value;

    /// <summary>The largest number, for <see cref="ColumnValue.Integer"/>.</summary>
    public long Max { get; init; }

    /// <summary>The column of microseconds, for <see cref="ColumnValue.TimeBefore"/>.</summary>
    public string? Second { get; init; }

    internal override bool IsFixed => false;

    internal override bool IsConstant => false;

    internal override bool IsAlways => false;

    internal override JsonObject Schema(LogDefinition log) =>
        value switch
        {
            ColumnValue.Integer => new()
            {
                ["type"] = "integer",
                ["minimum"] = 0,
                ["maximum"] = Max,
            },
            ColumnValue.Milliseconds => new() { ["type"] = "integer", ["minimum"] = 0 },
            ColumnValue.Time or ColumnValue.TimeBefore => new() { ["type"] = "integer" },
            ColumnValue.Address => new()
            {
                ["type"] = "string",
                ["pattern"] = "^[0-9A-Fa-f:.]+$",
                ["maxLength"] = 40,
            },
            ColumnValue.HostName => new()
            {
                ["type"] = "string",
                ["pattern"] = "^[0-9A-Za-z.-]+$",
                ["maxLength"] = 253,
            },
            _ => new() { ["type"] = "string", ["minLength"] = 1 },
        };

    internal override string Describe() =>
        value switch
        {
            ColumnValue.Integer => $"`{column}` as a number up to {Max}",
            ColumnValue.Time => $"`{column}` in milliseconds since 1970",
            ColumnValue.TimeText => $"`{column}`, if it is a time",
            ColumnValue.Address => $"`{column}`, if it is an IP address",
            ColumnValue.HostName => $"`{column}`, if it is a host name",
            ColumnValue.NoHost => $"`{column}`, if it is neither",
            ColumnValue.Milliseconds => $"`{column}` in milliseconds",
            ColumnValue.TimeBefore => $"`{column}` minus `{Second}`, in milliseconds since 1970",
            _ => $"`{column}`",
        };
}
