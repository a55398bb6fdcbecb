using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InputSdk.S3;

/// <summary>
/// The checkpoint of a pass under way: what is resolved, and so what may be skipped. Only
/// <see cref="CheckpointRules"/> decides; this keeps the books.
/// </summary>
internal sealed class Ledger
{
    private readonly CheckpointRules _rules;
    private readonly Dictionary<ulong, uint> _ids;
    private readonly Dictionary<ulong, long> _partials;
    private CheckpointState _state;

    public Ledger(CheckpointState state, CheckpointRules rules)
    {
        _rules = rules;
        _state = state;
        _ids = new Dictionary<ulong, uint>(state.Ids);
        _partials = new Dictionary<ulong, long>(state.Partials);
    }

    public CheckpointState State => _state with { Ids = _ids, Partials = _partials };

    public Sweep? Sweep => _state.Sweep;

    public DateTimeOffset Watermark => _state.Watermark;

    public IReadOnlyList<string> Roots => _state.Roots;

    /// <summary>Ids that can still be added before the oldest are forgotten.</summary>
    public int RoomForIds => Limits.Ids - _ids.Count;

    public ulong IdOf(ObjectVersion version)
    {
        Span<byte> numbers = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, version.Size);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], version.LastModified.ToUnixTimeMilliseconds());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_state.Salt);
        hash.AppendData(numbers);
        hash.AppendData(Encoding.UTF8.GetBytes(version.ETag));
        hash.AppendData([0]);
        hash.AppendData(Encoding.UTF8.GetBytes(version.Key));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    public bool IsResolved(ObjectVersion version) =>
        _rules.IsResolved(version, _ids.ContainsKey(IdOf(version)), _state.Watermark, _state.Sweep);

    public void BeginSweep(DateTimeOffset sourceTime) =>
        _state = _state with { Sweep = new Sweep { Start = _rules.SweepStart(sourceTime) } };

    public void FoundRoots(IReadOnlyList<string> roots)
    {
        var bytes = 0;
        _state = _state with
        {
            Roots = roots.Take(Limits.Roots)
                .TakeWhile(root => (bytes += Encoding.UTF8.GetByteCount(root)) <= Limits.RootsBytes).ToList(),
        };
    }

    public void CountRequest()
    {
        if (_state.Sweep is { } sweep)
        {
            _state = _state with { Sweep = sweep with { Requests = sweep.Requests + 1 } };
        }
    }

    /// <summary>The object was emitted whole, or is skipped for good.</summary>
    public void Resolve(ObjectVersion version)
    {
        var id = IdOf(version);
        _partials.Remove(id);
        if (!_rules.NeedsId(version, _state.Sweep))
        {
            return;
        }

        if (_ids.Count >= Limits.Ids)
        {
            _ids.Remove(_ids.MinBy(known => known.Value).Key);
        }

        _ids[id] = (uint)Math.Clamp(version.LastModified.ToUnixTimeSeconds(), 0, uint.MaxValue);
    }

    /// <summary>Every object listed up to the key is resolved.</summary>
    public void MovePosition(string key)
    {
        if (_state.Sweep is { } sweep && KeyOrder.Instance.Compare(key, sweep.Position) > 0)
        {
            _state = _state with { Sweep = sweep with { Position = key } };
        }
    }

    /// <summary>Every key under the roots has been listed and resolved.</summary>
    public void CompleteSweep()
    {
        var sweep = _state.Sweep ?? throw new InvalidOperationException("No sweep is under way.");
        var watermark = _rules.WatermarkAfter(sweep, _state.Watermark);
        _state = _state with { Watermark = watermark, LastSweep = sweep with { Position = "" }, Sweep = null };
        foreach (var (id, seconds) in _ids)
        {
            // The second that the watermark lies in may hold objects on both sides of it.
            if (seconds < watermark.ToUnixTimeSeconds())
            {
                _ids.Remove(id);
            }
        }
    }

    public long LinesDone(ObjectVersion version) => _partials.GetValueOrDefault(IdOf(version));

    /// <summary>The first lines of a large object were emitted.</summary>
    public void SetLinesDone(ObjectVersion version, long lines)
    {
        var id = IdOf(version);
        if (_partials.Count >= Limits.Partials && !_partials.ContainsKey(id))
        {
            _partials.Remove(_partials.First().Key);
        }

        _partials[id] = lines;
    }
}
