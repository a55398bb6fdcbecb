using System.Text;
using InputSdk.S3.Checkpoints;

namespace InputSdk.S3.Simulation;

/// <summary>
/// What a host received and stored during a whole run, compared with the true state of the world. The checks use the
/// world and the messages; the only part of the engine that they use is its stored state.
/// </summary>
internal sealed class History
{
    private readonly World _world;
    private readonly WorldStore _store;
    private readonly Totals _totals;
    private readonly Dictionary<(string Key, string Version), VersionHistory> _histories;
    private readonly List<(VersionHistory Fate, int Line)> _pending = [];
    private readonly List<Violation> _violations = [];
    private readonly StateChecks _stateChecks;
    private readonly RequestChecks _requestChecks;
    private (long Records, long Rejected) _sinceCheckpoint;
    private string _lastSwept = "";
    private bool _lateReported;

    public History(World world, WorldStore store, Totals totals)
    {
        (_world, _store, _totals) = (world, store, totals);
        _histories = world.Objects.ToDictionary(
            found => (found.Version.Key, found.Version.ETag.Trim('"')),
            found => new VersionHistory(found)
        );
        _stateChecks = new StateChecks(
            world,
            store,
            [.. world.Objects.Select(found => _histories[(found.Version.Key, found.Version.ETag.Trim('"'))])],
            Broken
        );
        _requestChecks = new RequestChecks(world, store, Broken);
        foreach (var outage in world.Outages.Where(outage => outage.Until - outage.From > TimeSpan.FromHours(1)))
        {
            totals.Hit(FaultKind.OutageLongerThanAnHour);
        }
    }

    /// <summary>Every message in a form in which two runs can be compared.</summary>
    public StringBuilder Log { get; } = new();

    public IEnumerable<VersionHistory> VersionHistories => _histories.Values;

    public CheckpointState Read(Checkpoint checkpoint) => _stateChecks.Read(checkpoint);

    public void BeginPass(Checkpoint? from, bool following)
    {
        _pending.Clear();
        _sinceCheckpoint = default;
        _lastSwept = "";
        _stateChecks.Load(from);
        _requestChecks.BeginPass(from is null ? null : Read(from), following);
    }

    public void Take(InputMessage message)
    {
        Log.Append(message).Append('\n');
        switch (message)
        {
            case RecordBatch batch:
                TakeRecords(batch);
                break;
            case RejectedLine rejected:
                _sinceCheckpoint.Rejected++;
                TakeLine(rejected.Origin, isRecord: false);
                break;
            case ObjectSkipped { Reason: not SkipReason.Parked } skipped:
                TakeSkipped(skipped);
                break;
        }
    }

    public void Commit(CheckpointReached reached)
    {
        if ((reached.Records, reached.RejectedLines) != _sinceCheckpoint)
        {
            Broken(
                Invariant.NothingDecreases,
                $"a checkpoint counts {reached.Records} and {reached.RejectedLines}, {_sinceCheckpoint} were emitted"
            );
        }

        _sinceCheckpoint = default;
        foreach (var (fate, line) in _pending)
        {
            if (fate.Store(line))
            {
                _totals.Repeated++;
                Broken(Invariant.NoDuplicates, $"{fate.Of.Version} line {line + 1}");
            }
        }

        _pending.Clear();
        _totals.LargestState = Math.Max(_totals.LargestState, reached.Checkpoint.State.Length);
        _stateChecks.Check(reached.Checkpoint);
    }

    public void EndPass(bool died, InputError? error)
    {
        Log.Append(died ? "died" : error?.ToString() ?? "done").Append('\n');
        if (!died && _pending.Count > 0)
        {
            Broken(Invariant.NoDuplicates, $"a pass ended with {_pending.Count} lines that no checkpoint covers");
        }

        if (!died)
        {
            _stateChecks.EndPass();
        }

        if (error?.Code == ErrorCode.TooManyParked.Code)
        {
            _totals.Hit(FaultKind.HeldForWantOfRoom);
        }

        _requestChecks.EndPass();
    }

    /// <summary>Records an event. A person reads it at once, even if the host is killed a moment later.</summary>
    public void Report(InputEvent inputEvent)
    {
        if (inputEvent.Code == "s3.late_objects")
        {
            _lateReported = true;
            _totals.Hit(FaultKind.LateObjectReported);
        }
        else if (inputEvent.Code == "s3.left_for_later")
        {
            _totals.Hit(FaultKind.LeftForWantOfRoom);
        }
    }

    /// <summary>Whether a readable object is still parked.</summary>
    public bool WaitsForNextTry(Checkpoint? stored) =>
        stored is not null
        && Read(stored)
            .Parked.Values.Any(parked =>
                _histories[(parked.Version.Key, parked.Version.ETag.Trim('"'))].Of
                    is { IsReadableInTheEnd: true, GoneAt: var gone }
                && gone == DateTimeOffset.MaxValue
            );

    /// <summary>The world is still and every object was tried. An object that is missing now is lost.</summary>
    public IReadOnlyList<Violation> End(Checkpoint? stored)
    {
        var unaccounted = _histories
            .Values.Where(fate =>
                !fate.IsAccountedFor && fate.Of.IsReadableInTheEnd && fate.Of.GoneAt == DateTimeOffset.MaxValue
            )
            .ToList();
        foreach (var fate in unaccounted.Where(fate => !fate.Of.BreaksLateness))
        {
            _totals.Lost += fate.Missing;
            Broken(
                Invariant.NoLoss,
                $"{fate.Missing} lines of {fate.Of.Version}, which appeared at {fate.Of.AppearsAt:O}"
            );
            if (_store.GivenWhole.Contains(fate.Of))
            {
                Broken(Invariant.EveryCurrentVersionCounts, $"{fate.Of.Version} was given whole and is not stored");
            }
        }

        var nothingGoes = _world.Objects.All(found => found.GoneAt == DateTimeOffset.MaxValue);
        if (nothingGoes && !_lateReported && unaccounted.Exists(fate => fate.Of.BreaksLateness))
        {
            Broken(Invariant.LateObjectsAreReported, "an object was too late to be read and was not reported");
        }

        if (_lateReported && !_world.HasLateObjects)
        {
            Broken(Invariant.LateObjectsAreReported, "a late object was reported, but no object was late");
        }

        _stateChecks.End(stored);
        return _violations;
    }

    private void TakeRecords(RecordBatch batch)
    {
        _sinceCheckpoint.Records += batch.Count;
        var rest = batch.Records.Span;
        for (var i = 0; i < batch.Count; i++)
        {
            var end = rest.IndexOf((byte)'\n');
            if (
                TakeLine(batch.Origin with { Ordinal = batch.Origin.Ordinal + i }, isRecord: true) is { } fate
                && rest[..end]
                    .IndexOf(Encoding.UTF8.GetBytes($"\"pid\":\"{fate.Of.Body.PidOf(batch.Origin.Ordinal + i)}\"")) < 0
            )
            {
                Broken(Invariant.NoPhantom, $"{batch.Origin} is another record");
            }

            rest = rest[(end + 1)..];
        }

        CheckOrder(batch.Origin.Object);
    }

    private VersionHistory? TakeLine(RecordOrigin origin, bool isRecord)
    {
        if (!_histories.TryGetValue((origin.Object, origin.Version), out var fate))
        {
            Broken(Invariant.KeysInByteOrder, $"{origin} is no object of this world");
            return null;
        }

        var (line, body) = ((int)origin.Ordinal - 1, fate.Of.Body);
        if (
            line >= body.Lines.Count
            || body.Lines[line] != isRecord
            || (body.TextBytes <= WorldMaker.WholeObjectBytes && !_store.GivenWhole.Contains(fate.Of))
        )
        {
            Broken(Invariant.NoPhantom, $"{origin} left before the object was there and verified");
            return null;
        }

        if (fate.Of.IsOutside)
        {
            Broken(Invariant.NoPhantom, $"{origin} is before the backfill time");
        }

        _totals.EmittedAgain += fate.Emit(line) ? 1 : 0;
        _pending.Add((fate, line));
        return fate;
    }

    private void TakeSkipped(ObjectSkipped skipped)
    {
        var fate = _histories[(skipped.Origin.Object, skipped.Origin.Version)];
        fate.IsSkipped = true;
        var isTrue = skipped.Reason switch
        {
            SkipReason.Empty => fate.Of.Fault == ObjectFault.Empty,
            SkipReason.Archived => fate.Of.Fault is ObjectFault.ListedAsArchived or ObjectFault.FoundArchived,
            _ => !fate.Of.IsCurrentAt(_store.Now),
        };
        if (!isTrue)
        {
            Broken(Invariant.EveryCurrentVersionCounts, $"{fate.Of.Version} was skipped as {skipped.Reason}");
        }
    }

    /// <summary>A sweep emits objects in the byte order of their keys, after the parked objects.</summary>
    private void CheckOrder(string key)
    {
        if (!_requestChecks.IsSweeping || _stateChecks.WasParked(key))
        {
            return;
        }

        if (Listing.Compare(key, _lastSwept) < 0)
        {
            Broken(Invariant.KeysInByteOrder, $"{key} came after {_lastSwept}");
        }

        _lastSwept = key;
    }

    private void Broken(Invariant invariant, string message) =>
        _violations.Add(new Violation(invariant, $"world {_world.Seed}, {_store.Now:O}: {message}"));
}
