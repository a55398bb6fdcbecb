using System.Text.Json;
using InputHost.Plugins;
using InputSdk;

namespace InputHost.Postgres.Records;

/// <summary>The table for the records of one log type in one format, or for rejected lines.</summary>
internal sealed record RecordTable
{
    /// <summary>The columns of each table. A declared column cannot start with an underscore.</summary>
    private static readonly IReadOnlyList<string> Origin = ["_day", "_input", "_id", "_object", "_version", "_line"];

    /// <summary>PostgreSQL shortens longer names, and the names of partitions have up to 11 bytes more.</summary>
    private const int LongestName = 52;

    /// <summary>The name, which is valid in SQL without quotes.</summary>
    public required string Name { get; init; }

    /// <summary>The columns of the records, in the order of the members of a record.</summary>
    public required IReadOnlyList<string> Declared { get; init; }

    /// <summary>Whether a record is one JSON value, because its format has no fixed columns.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether the table is part of each database, so that it need not be created.</summary>
    public bool IsFixed { get; init; }

    public static RecordTable Rejects { get; } =
        new()
        {
            Name = "rejected_lines",
            Declared = ["connector", "log_type", "code", "message", "raw"],
            IsFixed = true,
        };

    /// <summary>The number of columns.</summary>
    public int Width => All.Count();

    /// <summary>All columns, for lists in SQL.</summary>
    public string Columns => string.Join(", ", All.Select(Quoted));

    private IEnumerable<string> All => Origin.Concat(Declared).Concat(IsFixed || IsJson ? [] : ["_extra"]);

    /// <exception cref="HostException">The manifest has no such log type, or a name is too long.</exception>
    public static RecordTable Of(PluginManifest manifest, string logType, string? format)
    {
        var log = manifest
            .LogTypes.EnumerateArray()
            .FirstOrDefault(log => log.GetProperty("id").GetString() == logType);
        if (log.ValueKind == JsonValueKind.Undefined)
        {
            throw Wrong(
                $"The connector {manifest.Id} returned the log type \"{logType}\", which its manifest does not have"
            );
        }

        var table = new RecordTable
        {
            Name = string.Join("__", new[] { manifest.Id.Replace('-', '_'), logType, format }.OfType<string>()),
            Declared = format is null
                ?
                [
                    .. log.GetProperty("columns")
                        .EnumerateArray()
                        .Select(column => column.GetProperty("name").GetString()!),
                ]
                : ["record"],
            IsJson = format is not null,
        };
        return
            table.Name.Length > LongestName
            || table.Declared.Any(name => name is "" || name.StartsWith('_') || name.Length > 63)
            ? throw Wrong(
                $"The names of the log type \"{logType}\" of the connector {manifest.Id} cannot be used in PostgreSQL"
            )
            : table;
    }

    private static HostException Wrong(string message) =>
        new(ErrorKind.Internal, $"{message}. Report this error to the author of the connector.");

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
