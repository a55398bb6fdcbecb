using System.Text;
using InputSdk.S3.Store;

namespace InputSdk.S3.Checkpoints;

/// <summary>
/// Tracks the checkpoint of a pass in progress: what is resolved, and therefore skipped. Only
/// <see cref="CheckpointRules"/> decides.
/// </summary>
internal sealed class CheckpointTracker
{
    private readonly CheckpointRules _rules;
    private readonly Limits _limits;
    private readonly Dictionary<ulong, uint> _ids;
    private readonly Dictionary<ulong, ParkedObject> _parked;
    private readonly Dictionary<ulong, long> _partials;
    private CheckpointState _state;

    // The sweep with the position that it has once no suspect or missing object holds it. It is then copied to the
    // state.
    private Sweep? _ahead;
    private bool _isInDoubt;
    private bool _isUnconfirmed;

    // Other threads list pages ahead. They change only this field.
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

    /// <summary>The number of ids that can still be added.</summary>
    public int RoomForIds => _limits.Ids - _ids.Count;

    public bool IdsRunOut => _ids.Count >= _limits.IdsBeforeSweep;

    public bool IsResolved(ObjectVersion version)
    {
        var id = IdOf(version);
        return _rules.IsResolved(version, _ids.ContainsKey(id) || _parked.ContainsKey(id), _state.Watermark);
    }

    public bool IsParked(ObjectVersion version) => _parked.ContainsKey(IdOf(version));

    /// <summary>The parked objects to retry, in the order in which they are due.</summary>
    /// <param name="now">The time of the pass; null for all parked objects.</param>
    public IReadOnlyList<ObjectVersion> ParkedDue(DateTimeOffset? now) =>
        _parked
            .Values.Where(parked => now is null || _rules.RetryIsDue(parked, now.Value))
            .OrderBy(parked => parked.NextTry)
            .ThenBy(parked => parked.Version.Key, KeyOrder.Instance)
            .Select(parked => parked.Version)
            .ToList();

    public void StartSweep(DateTimeOffset start)
    {
        Volatile.Write(ref _requests, 0);
        SetSweep(_rules.NewSweep(start));
    }

    /// <summary>
    /// Moves the start of a new sweep to an earlier time, which its first page shows. The sweep has resolved no object
    /// yet.
    /// </summary>
    public void MoveSweepStart(DateTimeOffset start)
    {
        if (_state.Sweep is { } sweep && start < sweep.Start)
        {
            SetSweep(sweep with { Start = start });
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

    /// <summary>Resolves an object: it was delivered completely, or is permanently skipped.</summary>
    /// <param name="version">The object.</param>
    /// <param name="isGone">No listing contains it any more.</param>
    public void Resolve(ObjectVersion version, bool isGone = false)
    {
        var id = IdOf(version);
        var wasParked = _parked.Remove(id);
        _partials.Remove(id);

        // A parked object is read out of order, so the sweep in progress may still list it.
        if (wasParked ? !IsResolved(version) : _rules.NeedsId(version, _state.Sweep, _isUnconfirmed && !isGone))
        {
            _ids[id] = (uint)Math.Clamp(version.LastModified.ToUnixTimeSeconds(), 0, uint.MaxValue);
        }
    }

    /// <summary>Whether the object can be parked within the limits.</summary>
    public bool HasRoomToPark(ObjectVersion version, string code) =>
        _parked.ContainsKey(IdOf(version))
        || (
            _parked.Count < _limits.Parked
            && _parked.Values.Sum(ParkedBytes) + StateCodec.ParkedBytes(version, code) <= _limits.ParkedBytes
        );

    /// <summary>Parks an object that failed, so that it is retried.</summary>
    public ParkedObject? Park(ObjectVersion version, string code, DateTimeOffset now)
    {
        var id = IdOf(version);
        var attemptsBefore = _parked.GetValueOrDefault(id)?.Attempts ?? 0;
        if (_rules.Park(version, code, attemptsBefore, now) is not { } parked)
        {
            return null;
        }

        _parked[id] = parked;
        Must(_parked.Count <= _limits.Parked, "the number of parked objects is within its limit");
        Must(!_ids.ContainsKey(id), "a parked object is not resolved");
        return parked;
    }

    /// <summary>An object is suspect: the position stays before it until no object is suspect.</summary>
    public void HoldForSuspects() => _isInDoubt = true;

    /// <summary>
    /// A GET did not find an object: the position stays before it until a listing shows whether it is gone.
    /// </summary>
    public void HoldForMissing() => _isUnconfirmed = true;

    /// <summary>No object is suspect any more.</summary>
    public void ReleaseSuspects()
    {
        _isInDoubt = false;
        ApplyPosition();
    }

    /// <summary>A listing has shown for every missing object whether it is gone.</summary>
    public void ReleaseConfirmed()
    {
        _isUnconfirmed = false;
        ApplyPosition();
    }

    /// <summary>Every object listed up to the key is resolved, parked, suspect or missing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="below">The versions since the last call that are older than the watermark.</param>
    /// <param name="leaves">The versions since the last call that are older than the watermark after the sweep.</param>
    public void AdvanceTo(string key, ObjectSetDigest below, ObjectSetDigest leaves)
    {
        if (_ahead is not { } sweep || KeyOrder.Instance.Compare(key, sweep.Position) <= 0)
        {
            return;
        }

        _ahead = sweep with { Position = key, Below = sweep.Below.With(below), Leaves = sweep.Leaves.With(leaves) };
        ApplyPosition();
    }

    /// <summary>The pass ends.</summary>
    /// <param name="isComplete">
    /// It reached the end of its listing, and every listed object is resolved or parked.
    /// </param>
    /// <returns>The least number of versions that became visible in listings later than L; 0 if none.</returns>
    public long EndPass(bool isComplete)
    {
        Must(
            !isComplete || !(_isInDoubt || _isUnconfirmed),
            "a pass is complete only if every object is resolved or parked"
        );
        var watermark = _rules.WatermarkAfter(_state.Watermark, _state.Sweep, isComplete);
        Must(watermark >= _state.Watermark, "the watermark never decreases");
        var late = 0L;
        if (isComplete && Sweep is { } sweep)
        {
            late =
                _state.LastSweep is { } last && _rules.HasLateObjects(sweep.Below, last.Leaves)
                    ? Math.Max(1, sweep.Below.Count - last.Leaves.Count)
                    : 0;
            _state = _state with { LastSweep = sweep with { Position = "" } };
            SetSweep(null);
            ForgetPartials();
        }

        _state = _state with { Watermark = watermark };
        foreach (var (id, seconds) in _ids)
        {
            // The second that contains the watermark can have objects on both sides of it.
            if (seconds < watermark.ToUnixTimeSeconds())
            {
                _ids.Remove(id);
            }
        }

        return late;
    }

    public long LinesDone(ObjectVersion version) => _partials.GetValueOrDefault(IdOf(version));

    /// <summary>Stores the number of delivered lines of a large object.</summary>
    /// <returns>False if the limit of such objects is reached.</returns>
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
    /// Checks a condition of every state, which does not depend on the responses of the source. If it is violated, the
    /// engine has a bug, and it stops before it emits a wrong checkpoint.
    /// </summary>
    private static void Must(bool holds, string condition)
    {
        if (!holds)
        {
            throw new InvalidOperationException(
                $"The checkpoint is inconsistent. This condition is violated: {condition}."
            );
        }
    }

    private ulong IdOf(ObjectVersion version) => _rules.IdOf(_state.Salt, version);

    private void SetSweep(Sweep? sweep)
    {
        _state = _state with { Sweep = sweep };
        _ahead = sweep;
    }

    private void ApplyPosition()
    {
        Must(_ahead is null == _state.Sweep is null, "the state has a sweep exactly if the tracker has one");
        if (_rules.PositionMoves(_isInDoubt, _isUnconfirmed) && _ahead is { } ahead && _state.Sweep is { } sweep)
        {
            Must(KeyOrder.Instance.Compare(ahead.Position, sweep.Position) >= 0, "the position never decreases");
            Must(
                ahead.Below.Count >= sweep.Below.Count && ahead.Leaves.Count >= sweep.Leaves.Count,
                "counts never decrease"
            );
            _state = _state with { Sweep = ahead with { Requests = sweep.Requests } };
        }
    }

    /// <summary>
    /// Forgets large objects that are not parked: a crash interrupted them, and they were gone before the sweep listed
    /// them.
    /// </summary>
    private void ForgetPartials()
    {
        foreach (var id in _partials.Keys.Where(id => !_parked.ContainsKey(id)).ToList())
        {
            _partials.Remove(id);
        }
    }
}
