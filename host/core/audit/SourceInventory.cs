using System.Text;
using InputHost.Sinks;
using InputSdk;

namespace InputHost.Audit;

/// <summary>What the source contains, collected from the messages of a read. Keeps the hash of each line.</summary>
/// <param name="connectorId">The ID of the connector, from which record IDs are calculated.</param>
/// <param name="byId">The output has the ID of each record, so that equal records of two objects are different.</param>
/// <param name="maxLines">The maximum number of records and rejected lines.</param>
/// <param name="maxObjects">The maximum number of objects.</param>
internal sealed class SourceInventory(
    string connectorId,
    bool byId,
    long maxLines = SourceInventory.MaxLines,
    int maxObjects = SourceInventory.MaxObjects
) : ISink
{
    public const long MaxLines = 20_000_000;
    public const int MaxObjects = 1_000_000;

    private readonly List<AuditedObject> _objects = [];
    private readonly Dictionary<(string Name, string Version), int> _numbers = [];
    private readonly LineHasher _hasher = new();
    private int _records;

    /// <summary>
    /// Whether each record was found in the output in another format, in the order of the read. Such a record is
    /// counted but not expected.
    /// </summary>
    public IReadOnlyList<bool> Found { get; init; } = [];

    /// <summary>
    /// Whether the owner of an expected record is its number in the order of the read, and not that of its object.
    /// </summary>
    public bool ByRecord { get; init; }

    /// <summary>The objects that contain lines or cannot be read, in the order of the read.</summary>
    public IReadOnlyList<AuditedObject> Objects => _objects;

    public ExpectedLines Records { get; } = new();

    public ExpectedLines RejectedLines { get; } = new();

    public SortedSet<string> LogTypes { get; } = new(StringComparer.Ordinal);

    public AuditedObject? Find(string name, string version) =>
        _numbers.TryGetValue((name, version), out var number) ? _objects[number] : null;

    /// <summary>Whether each record was found, in the order of the read. Only for an inventory by record.</summary>
    public IReadOnlyList<bool> FoundRecords() => [.. Records.Compare(_records).Missing.Select(missing => missing == 0)];

    public void Write(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                AddRecords(batch);
                break;
            case RejectedLine rejected:
                var number = NumberOf(rejected.Origin);
                var from = _objects[number];
                from.RejectedLines++;
                RejectedLines.Add(_hasher.OfReject(from.Name, from.Version, rejected.Origin.Ordinal), number);
                CheckLines();
                break;
            case ObjectSkipped skipped:
                var unread = _objects[NumberOf(skipped.Origin)];
                unread.Unread = skipped.Reason == SkipReason.Empty ? null : (skipped.Reason, skipped.Message);
                break;
        }
    }

    public IReadOnlyDictionary<string, long> Flush() => new Dictionary<string, long>();

    public void Rollback() { }

    public void WriteError(InputError error) { }

    public void Dispose() => _hasher.Dispose();

    private void AddRecords(RecordBatch batch)
    {
        var rest = batch.Records.Span;
        var (origin, number) = (batch.Origin, NumberOf(batch.Origin));
        var logType = Encoding.UTF8.GetBytes(batch.LogType);
        LogTypes.Add(batch.LogType);
        while (rest.IndexOf((byte)'\n') is >= 0 and var length)
        {
            var name = byId ? Encoding.UTF8.GetBytes(RecordId.Of(connectorId, batch.LogType, origin)) : logType;
            if (_records >= Found.Count || !Found[_records])
            {
                Records.Add(_hasher.OfRecord(name, rest[..length]), ByRecord ? _records : number);
            }

            _records++;
            _objects[number].Records++;
            rest = rest[(length + 1)..];
            origin = origin with { Ordinal = origin.Ordinal + 1 };
        }

        CheckLines();
    }

    private void CheckLines()
    {
        if (_records + RejectedLines.Count > maxLines)
        {
            throw TooMuch($"{maxLines:N0} records");
        }
    }

    private int NumberOf(in RecordOrigin origin)
    {
        var key = ($"s3://{origin.Container}/{origin.Object}", origin.Version);
        if (_numbers.TryGetValue(key, out var number))
        {
            return number;
        }

        if (_objects.Count == maxObjects)
        {
            throw TooMuch($"{maxObjects:N0} objects");
        }

        _objects.Add(new AuditedObject(key.Item1, key.Version));
        return _numbers[key] = _objects.Count - 1;
    }

    private static HostException TooMuch(string limit) =>
        new(
            ErrorKind.Config,
            $"These days have more than {limit}, the most that one audit compares. Specify fewer days with --days."
        );
}
