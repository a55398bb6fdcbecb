using System.Text.Json;
using InputSdk;

namespace InputHost.Serve;

/// <summary>Keeps the first records, and the reasons of rejected lines.</summary>
internal sealed class PreviewSink(int most) : ISink
{
    private readonly List<JsonElement> _records = [];
    private readonly List<object> _rejected = [];
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
                _rejected.Add(new { place = rejected.Origin.ToString(), reason = rejected.Error.Message });
                break;
        }
    }

    public object View(Plugin plugin, IEnumerable<string> remarks)
    {
        var log = plugin.Manifest.LogTypes.EnumerateArray().FirstOrDefault(log => log.GetProperty("id").GetString() == _logType);
        var columns = log.ValueKind == JsonValueKind.Object ? log.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!)
            : _records.SelectMany(record => record.EnumerateObject().Select(member => member.Name)).Distinct();
        return new { columns = columns.ToList(), records = _records, rejected = _rejected, remarks = remarks.ToList() };
    }

    public IReadOnlyDictionary<string, long> Flush() => new Dictionary<string, long>();

    public void Rollback()
    {
    }

    public void WriteError(InputError error)
    {
    }

    public void Dispose()
    {
    }
}
