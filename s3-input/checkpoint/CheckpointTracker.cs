using System.Text;

namespace InputSdk.S3;

/// <summary>
/// The checkpoint of a pass under way: what is resolved, and so what may be skipped. Only
/// <see cref="CheckpointRules"/> decides; this keeps the books.
/// </summary>
internal sealed class CheckpointTracker
{
    private readonly CheckpointRules _rules;
    private readonly Limits _limits;
    private readonly Dictionary<ulong, uint> _ids;
    private readonly Dictionary<ulong, ParkedObject> _parked;
    private readonly Dictionary<ulong, long> _partials;
    private CheckpointState _state;

    // Where the sweep would be if nothing held it; the state takes it over when nothing does.
    private Sweep? _ahead;
    private bool _isInDoubt;
    private bool _isUnconfirmed;

    // Pages are listed ahead by other threads, which change nothing else here.
    private int _requests;

    public CheckpointTracker(CheckpointState state, CheckpointRules rules, Limits limits)
    {
        _rules = rules;
        _limits = limits;
        _state = state;
        _ahead = state.Sweep;
        _ids = new Dictionary<ulong, uint>(state.Ids);
        _parked = new Dictionary<ulong, ParkedObject>(state.Parked);
        _partials = new Dictionary<ulong, long>(state.Partials);
    }

    public CheckpointState State => _state with { Sweep = Sweep, Ids = _ids, Parked = _parked, Partials = _partials };

    public Sweep? Sweep =>
        _state.Sweep is { } sweep ? sweep with { Requests = sweep.Requests + Volatile.Read(ref _requests) } : null;

    public IReadOnlyList<string> Roots => _state.Roots;

    public IReadOnlyCollection<ParkedObject> Parked => _parked.Values;

    /// <summary>Ids that can still be added.</summary>
    public int RoomForIds => _limits.Ids - _ids.Count;

    public bool IdsRunOut => _ids.Count >= _limits.IdsBeforeSweep;

    public bool IsResolved(ObjectVersion version)
    {
        var id = IdOf(version);
        return _rules.IsResolved(version, _ids.ContainsKey(id) || _parked.ContainsKey(id), _state.Watermark);
    }

    public bool IsParked(ObjectVersion version) => _parked.ContainsKey(IdOf(version));

    /// <summary>The parked objects to try, those that waited longest first.</summary>
    /// <param name="now">The time of the pass; null for all of them.</param>
    public IReadOnlyList<ObjectVersion> ParkedDue(DateTimeOffset? now) =>
        _parked
            .Values.Where(parked => now is null || _rules.RetryIsDue(parked, now.Value))
            .OrderBy(parked => parked.NextTry)
            .ThenBy(parked => parked.Version.Key, KeyOrder.Instance)
            .Select(parked => parked.Version)
            .ToList();

    public void BeginSweep(DateTimeOffset start)
    {
        Volatile.Write(ref _requests, 0);
        Put(_rules.NewSweep(start));
    }

    /// <summary>The sweep that just began started earlier, as its first page shows. Nothing was resolved by it yet.</summary>
    public void BeginSweepBy(DateTimeOffset start)
    {
        if (_state.Sweep is { } sweep && start < sweep.Start)
        {
            Put(sweep with { Start = start });
        }
    }

    public void FoundRoots(IReadOnlyList<string> roots)
    {
        var bytes = 0;
        _state = _state with
        {
            Roots = roots
                .Take(_limits.Roots)
                .TakeWhile(root => (bytes += Encoding.UTF8.GetByteCount(root)) <= _limits.RootsBytes)
                .ToList(),
        };
    }

    public void CountRequest() => Interlocked.Increment(ref _requests);

    /// <summary>The object was handed over whole, or is skipped for good.</summary>
    /// <param name="version">The object.</param>
    /// <param name="isGone">No listing will show it again.</param>
    public void Resolve(ObjectVersion version, bool isGone = false)
    {
        var id = IdOf(version);
        var wasParked = _parked.Remove(id);
        _partials.Remove(id);

        // A parked object comes out of turn, and the sweep under way may list it yet.
        if (wasParked ? !IsResolved(version) : _rules.NeedsId(version, _state.Sweep, _isUnconfirmed && !isGone))
        {
            _ids[id] = (uint)Math.Clamp(version.LastModified.ToUnixTimeSeconds(), 0, uint.MaxValue);
        }
    }

    /// <summary>Whether one more object can be kept, besides those that are.</summary>
    public bool HasRoomToPark(ObjectVersion version, string code) =>
        _parked.ContainsKey(IdOf(version))
        || (
            _parked.Count < _limits.Parked
            && _parked.Values.Sum(ParkedBytes) + StateCodec.ParkedBytes(version, code) <= _limits.ParkedBytes
        );

    /// <summary>Keeps an object that failed, to be tried again.</summary>
    public ParkedObject? Park(ObjectVersion version, string code, DateTimeOffset now)
    {
        var id = IdOf(version);
        var attemptsBefore = _parked.GetValueOrDefault(id)?.Attempts ?? 0;
        if (_rules.Park(version, code, attemptsBefore, now) is not { } parked)
        {
            return null;
        }

        _parked[id] = parked;
        Must(_parked.Count <= _limits.Parked, "there is room for every parked object");
        Must(!_ids.ContainsKey(id), "what is parked is not resolved");
        return parked;
    }

    /// <summary>An object is in doubt: the position stays in front of it until none is.</summary>
    public void HoldForSuspects() => _isInDoubt = true;

    /// <summary>A GET did not find an object: the position stays in front of it until a listing says whether it is gone.</summary>
    public void HoldForMissing() => _isUnconfirmed = true;

    /// <summary>No object is in doubt any more.</summary>
    public void ReleaseDoubt()
    {
        _isInDoubt = false;
        TakeOver();
    }

    /// <summary>A listing has said of every object whether it is gone.</summary>
    public void ReleaseConfirmed()
    {
        _isUnconfirmed = false;
        TakeOver();
    }

    /// <summary>Every object listed up to the key is resolved, parked or in doubt.</summary>
    /// <param name="key">The key.</param>
    /// <param name="below">The versions since the last call that are older than the watermark.</param>
    /// <param name="leaves">The same of the watermark that the sweep will leave.</param>
    public void AdvanceTo(string key, ObjectSetDigest below, ObjectSetDigest leaves)
    {
        if (_ahead is not { } sweep || KeyOrder.Instance.Compare(key, sweep.Position) <= 0)
        {
            return;
        }

        _ahead = sweep with { Position = key, Below = sweep.Below.With(below), Leaves = sweep.Leaves.With(leaves) };
        TakeOver();
    }

    /// <summary>The pass ends.</summary>
    /// <param name="isComplete">It came to the end of what it lists, and everything there is resolved or parked.</param>
    /// <returns>How many versions became listable later than L, as far as counting tells; 0 if none.</returns>
    public long EndPass(bool isComplete)
    {
        Must(
            !isComplete || !(_isInDoubt || _isUnconfirmed),
            "a pass is complete when every object is resolved or parked"
        );
        var watermark = _rules.WatermarkAfter(_state.Watermark, _state.Sweep, isComplete);
        Must(watermark >= _state.Watermark, "the watermark never goes back");
        var late = 0L;
        if (isComplete && Sweep is { } sweep)
        {
            late =
                _state.LastSweep is { } last && _rules.CameLate(sweep.Below, last.Leaves)
                    ? Math.Max(1, sweep.Below.Count - last.Leaves.Count)
                    : 0;
            _state = _state with { LastSweep = sweep with { Position = "" } };
            Put(null);
            ForgetPartials();
        }

        _state = _state with { Watermark = watermark };
        foreach (var (id, seconds) in _ids)
        {
            // The second that the watermark lies in may hold objects on both sides of it.
            if (seconds < watermark.ToUnixTimeSeconds())
            {
                _ids.Remove(id);
            }
        }

        return late;
    }

    public long LinesDone(ObjectVersion version) => _partials.GetValueOrDefault(IdOf(version));

    /// <summary>The first lines of a large object were handed over.</summary>
    /// <returns>Whether there was room to note it.</returns>
    public bool SetLinesDone(ObjectVersion version, long lines)
    {
        var id = IdOf(version);
        if (_partials.Count >= _limits.Partials && !_partials.ContainsKey(id))
        {
            return false;
        }

        _partials[id] = lines;
        return true;
    }

    private static int ParkedBytes(ParkedObject parked) => StateCodec.ParkedBytes(parked.Version, parked.Code);

    /// <summary>
    /// What holds in every state, whatever the source answers. If it does not hold, the engine is wrong: it stops before
    /// a checkpoint says so.
    /// </summary>
    private static void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"The checkpoint is not sound: it must hold that {what}.");
        }
    }

    private ulong IdOf(ObjectVersion version) => _rules.IdOf(_state.Salt, version);

    private void Put(Sweep? sweep)
    {
        _state = _state with { Sweep = sweep };
        _ahead = sweep;
    }

    private void TakeOver()
    {
        Must(_ahead is null == _state.Sweep is null, "a sweep is under way, or none is");
        if (_rules.PositionMoves(_isInDoubt, _isUnconfirmed) && _ahead is { } ahead && _state.Sweep is { } sweep)
        {
            Must(KeyOrder.Instance.Compare(ahead.Position, sweep.Position) >= 0, "the position never goes back");
            Must(
                ahead.Below.Count >= sweep.Below.Count && ahead.Leaves.Count >= sweep.Leaves.Count,
                "counts never go back"
            );
            _state = _state with { Sweep = ahead with { Requests = sweep.Requests } };
        }
    }

    /// <summary>Objects that a crash cut off and that were gone when the sweep came by.</summary>
    private void ForgetPartials()
    {
        foreach (var id in _partials.Keys.Where(id => !_parked.ContainsKey(id)).ToList())
        {
            _partials.Remove(id);
        }
    }
}
