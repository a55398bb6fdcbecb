using System.Text.Json;
using InputHost.Plugins;
using InputHost.Sinks;
using InputSdk;

namespace InputHost.Serve.Api;

/// <summary>Keeps the first records and the first rejected lines.</summary>
/// <param name="most">The maximum number of records, and of rejected lines.</param>
/// <param name="format">The format of the records; null for native, whose columns are in the manifest.</param>
internal sealed class PreviewSink(int most, string? format) : ISink
{
    private readonly List<JsonElement> _records = [];
    private readonly List<PreviewView.Line> _rejected = [];
    private string? _logType;

    public void Write(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                _logType ??= batch.LogType;
                foreach (var line in batch.Records.Span.Split((byte)'\n'))
                {
                    if (_records.Count < most && batch.Records.Span[line].Length > 0)
                    {
                        _records.Add(JsonElement.Parse(batch.Records.Span[line]));
                    }
                }

                break;
            case RejectedLine rejected when _rejected.Count < most:
                _rejected.Add(new PreviewView.Line(rejected.Origin.ToString(), rejected.Error.Message));
                break;
        }
    }

    public PreviewView View(Plugin plugin, IEnumerable<string> remarks)
    {
        var log = plugin
            .Manifest.LogTypes.EnumerateArray()
            .FirstOrDefault(log => log.GetProperty("id").GetString() == _logType);
        var columns =
            log.ValueKind == JsonValueKind.Object && format is null
                ? log.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!)
                : _records.SelectMany(record => record.EnumerateObject().Select(member => member.Name)).Distinct();
        return new PreviewView([.. columns], _records, _rejected, [.. remarks]);
    }

    public IReadOnlyDictionary<string, long> Flush() => new Dictionary<string, long>();

    public void Rollback() { }

    public void WriteError(InputError error) { }

    public void Dispose() { }
}

/// <summary>The first records of a configuration.</summary>
internal sealed record PreviewView(
    IReadOnlyList<string> Columns,
    IReadOnlyList<JsonElement> Records,
    IReadOnlyList<PreviewView.Line> Rejected,
    IReadOnlyList<string> Remarks
)
{
    internal sealed record Line(string Place, string Reason);
}
