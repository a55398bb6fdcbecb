using InputSdk.S3.Checkpoints;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;
using InputSdk.S3.TestSupport;
using RedshiftAuditConnector;

namespace InputSdk.S3.Simulation;

/// <summary>Compares every stored state with the world and with the previous state.</summary>
internal sealed class StateChecks(
    World world,
    WorldStore store,
    IReadOnlyList<VersionHistory> fates,
    Action<Invariant, string> broken
)
{
    private static readonly CheckpointRules Rules = new();

    private readonly byte[] _source = SourceFingerprint.Of(
        Endpoints.Name,
        ConfigReader.Read(RedshiftAuditLogs.Declaration, Samples.Config(world.Settings))
    );
    private readonly Dictionary<ulong, VersionHistory> _byId = fates.ToDictionary(fate =>
        Rules.IdOf(new byte[CheckpointState.SaltBytes], fate.Of.Version)
    );
    private CheckpointState? _before;
    private CheckpointState? _passBegan;
    private CheckpointState? _last;

    public CheckpointState Read(Checkpoint checkpoint) => StateCodec.Read(checkpoint, _source, Rules);

    public bool WasParked(string key) => _passBegan?.Parked.Values.Any(parked => parked.Version.Key == key) ?? false;

    public void Load(Checkpoint? from)
    {
        _passBegan = from is null ? null : Read(from);
        _before = _passBegan;
        _last = _passBegan;
    }

    public void Check(Checkpoint checkpoint)
    {
        var state = Read(checkpoint);
        CheckForm(checkpoint, state);
        if (_before is not null)
        {
            CheckNothingWentBack(_before, state);
        }

        CheckWatermark(state);
        CheckPosition(state);
        CheckIds(state);
        CheckParked(state);
        (_before, _last) = (state, state);
    }

    /// <summary>
    /// If this many objects failed and none was read whole, the source is at fault, and no object is newly parked.
    /// </summary>
    public void EndPass()
    {
        var before = (_passBegan?.Parked.Values ?? []).Select(parked => parked.Version.ETag).ToHashSet();

        // An object that was not found and is deleted by now is no evidence against the source.
        var refused = store
            .RefusedInPass.Where(found => !before.Contains(found.Version.ETag) && found.IsCurrentAt(store.Now))
            .ToList();
        if (store.SomethingCameWhole || refused.Count < world.Limits.SuspectsBeforeSourceFault)
        {
            return;
        }

        foreach (var parked in (_last?.Parked.Values ?? []).Where(parked => !before.Contains(parked.Version.ETag)))
        {
            broken(
                Invariant.UnreadableObjectBlocksNothing,
                $"{parked.Version} was parked though the source was at fault"
            );
        }
    }

    public void End(Checkpoint? stored)
    {
        var state = stored is null ? null : Read(stored);
        foreach (
            var fate in fates.Where(fate =>
                !fate.IsAccountedFor
                && !fate.Of.IsReadableInTheEnd
                && !fate.Of.IsOutside
                && fate.Of.GoneAt == DateTimeOffset.MaxValue
            )
        )
        {
            if (!IsParked(state, fate) && !fate.Of.BreaksLateness)
            {
                broken(Invariant.NoLoss, $"{fate.Of.Version} cannot be read ({fate.Of.Fault}) and is forgotten");
            }
        }
    }

    private void CheckForm(Checkpoint checkpoint, CheckpointState state)
    {
        if (!StateCodec.Write(state).AsSpan().SequenceEqual(checkpoint.State.Span))
        {
            broken(Invariant.LateObjectsAreReported, "a loaded state differs after it is saved");
        }

        // Large objects that a crash interrupted and parked objects are read even if there is no room for their ids.
        var (limits, large) = (
            world.Limits,
            world.Objects.Count(found => found.Body.TextBytes > WorldMaker.WholeObjectBytes)
        );
        if (
            checkpoint.State.Length > Checkpoint.MaxStateBytes
            || state.Ids.Count > limits.Ids + large + store.Refused.Count
            || state.Parked.Count > limits.Parked
            || state.Partials.Count > limits.Partials
            || state.Roots.Count > limits.Roots
        )
        {
            broken(
                Invariant.StateWithinLimits,
                $"{checkpoint.State.Length} bytes, {state.Ids.Count} ids, {state.Parked.Count} parked"
            );
        }
    }

    private void CheckNothingWentBack(CheckpointState before, CheckpointState state)
    {
        var isSameSweep = before.Sweep is { } last && state.Sweep is { } now && last.Start == now.Start;
        if (
            state.Watermark < before.Watermark
            || (
                isSameSweep
                && (
                    Listing.Compare(state.Sweep!.Position, before.Sweep!.Position) < 0
                    || state.Sweep.Requests < before.Sweep.Requests
                    || state.Sweep.Below.Count < before.Sweep.Below.Count
                    || state.Sweep.Leaves.Count < before.Sweep.Leaves.Count
                )
            )
        )
        {
            broken(
                Invariant.NothingDecreases,
                $"from {before.Watermark:O} {before.Sweep} to {state.Watermark:O} {state.Sweep}"
            );
        }

        if (state.Watermark != before.Watermark && state.LastSweep?.Start == before.LastSweep?.Start)
        {
            broken(
                Invariant.InterruptedPassesMoveNothing,
                $"the watermark rose to {state.Watermark:O} without a complete sweep"
            );
        }
    }

    /// <summary>
    /// Versions below the watermark that existed when the last sweep started are stored, skipped or parked.
    /// </summary>
    private void CheckWatermark(CheckpointState state)
    {
        foreach (var fate in fates.Where(fate => fate.Of.Version.LastModified < state.Watermark))
        {
            if (
                IsOwed(fate)
                && fate.Of.AppearsAt <= (state.LastSweep?.Start ?? DateTimeOffset.MinValue)
                && !IsParked(state, fate)
            )
            {
                broken(Invariant.WatermarkIsSound, $"{fate.Of.Version} is below {state.Watermark:O}");
            }
        }

        if (state.LastSweep?.Start is { } start && start != _before?.LastSweep?.Start)
        {
            CheckFolders(state, start);
        }
    }

    /// <summary>A sweep just ended: every object that could be listed when it started counts, in any folder.</summary>
    private void CheckFolders(CheckpointState state, DateTimeOffset start)
    {
        foreach (var fate in fates.Where(fate => fate.Of.IsInOldFolder && fate.Of.AppearsAt <= start))
        {
            if (IsOwed(fate) && fate.Of.Version.LastModified + Rules.Lateness < start && !IsParked(state, fate))
            {
                broken(Invariant.FoldersOfAnyAge, $"{fate.Of.Version} was passed by the sweep of {start:O}");
            }
        }
    }

    private void CheckPosition(CheckpointState state)
    {
        if (state.Sweep is not { Position.Length: > 0 } sweep)
        {
            return;
        }

        foreach (var fate in fates.TakeWhile(fate => Listing.Compare(fate.Of.Version.Key, sweep.Position) <= 0))
        {
            if (
                IsOwed(fate)
                && fate.Of.AppearsAt <= sweep.Start
                && fate.Of.Version.LastModified < sweep.Start - Rules.Lateness
                && !IsParked(state, fate)
            )
            {
                broken(
                    Invariant.InterruptedPassesMoveNothing,
                    $"{fate.Of.Version} is after the position {sweep.Position}"
                );
            }
        }
    }

    private void CheckIds(CheckpointState state)
    {
        foreach (var id in state.Ids.Keys)
        {
            if (_byId.TryGetValue(id, out var fate) && !fate.IsAccountedFor)
            {
                broken(Invariant.NoPhantom, $"{fate.Of.Version} counts as resolved before its last line was stored");
            }
        }
    }

    private void CheckParked(CheckpointState state)
    {
        foreach (var parked in state.Parked.Values)
        {
            if (FateOf(parked.Version) is { } fate && !store.Refused.Contains(fate.Of))
            {
                broken(
                    Invariant.UnreadableObjectBlocksNothing,
                    $"{parked.Version} is parked for {parked.Code} and nothing is wrong with it"
                );
            }
        }
    }

    /// <summary>Whether the version exists, is in the input, and is not yet stored.</summary>
    private bool IsOwed(VersionHistory fate) =>
        !fate.IsAccountedFor && !fate.Of.IsOutside && !fate.Of.BreaksLateness && fate.Of.IsCurrentAt(store.Now);

    private static bool IsParked(CheckpointState? state, VersionHistory fate) =>
        state?.Parked.Values.Any(parked => parked.Version.ETag == fate.Of.Version.ETag) ?? false;

    private VersionHistory? FateOf(ObjectVersion version) =>
        fates.FirstOrDefault(fate => fate.Of.Version.ETag == version.ETag);
}
