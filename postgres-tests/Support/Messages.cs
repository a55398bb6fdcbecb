using System.Text;
using InputHost.Plugins;
using InputSdk;

namespace PostgresTests;

/// <summary>Messages of a connector with one log type of two columns.</summary>
internal static class Messages
{
    public const string Connector = "test-logs";

    public const string Table = "records.test_logs__events";

    public static PluginManifest Manifest(params string[] columns) =>
        PluginManifest.Read(
            Encoding.UTF8.GetBytes(
                $$"""
                {
                  "manifestVersion": 1, "id": "{{Connector}}", "name": "Test", "description": "", "version": "1.0.0",
                  "contract": { "major": 1, "minor": 0 },
                  "entry": { "assembly": "Test.dll", "type": "Test", "framework": "net10.0" },
                  "logTypes": [{ "id": "events", "columns": [{{string.Join(
                    ", ",
                    columns.Select(column => $"{{ \"name\": {System.Text.Json.JsonSerializer.Serialize(column)} }}")
                )}}] }]
                }
                """
            ),
            Connector
        );

    public static RecordBatch Batch(string name, DateOnly? day, params string[] records) =>
        new()
        {
            LogType = "events",
            Origin = Origin(name) with { Ordinal = 1 },
            Day = day,
            Count = records.Length,
            Records = Encoding.UTF8.GetBytes(string.Concat(records.Select(record => $"{record}\n"))),
        };

    public static RejectedLine Rejected(string name, DateOnly? day, byte[] raw) =>
        new()
        {
            LogType = "events",
            Origin = Origin(name) with { Ordinal = 7 },
            Day = day,
            Raw = raw,
            Error = new InputError
            {
                Kind = ErrorKind.Data,
                Code = "test.line",
                Message = "The line is invalid.",
            },
        };

    public static RecordOrigin Origin(string name) =>
        new()
        {
            Container = "bucket",
            Object = name,
            Version = "v1",
            Ordinal = 0,
        };

    public static Checkpoint Checkpoint(byte number) => new() { Version = 1, State = new[] { number } };
}
