namespace InputSdk.S3.Simulation;

/// <summary>
/// The shipped decisions with one of them changed to a wrong one that a real engine has made. CHECKPOINT.md lists which
/// invariant detects which mutant.
/// </summary>
internal static class Mutants
{
    private const string Unverified = "records are emitted before their object is verified";
    private const string FarNextTry = "a next attempt in the far future delays the retry";

    private static readonly Dictionary<string, Func<WorldClock, CheckpointRules>> All = new()
    {
        ["an object whose LastModified equals the watermark is skipped"] = _ => new SkipsTies(),
        ["the lateness is ignored when ids are kept"] = _ => new NoLatenessInIds(),
        ["the lateness is ignored at the end of a sweep"] = _ => new NoLatenessAtTheEnd(),
        ["the end of a sweep is used as its start"] = clock => new StartsWhenItEnds(clock),
        ["the start of a sweep uses only the local clock"] = clock => new StartsByTheLocalClock(clock),
        ["the position advances past suspect objects"] = _ => new PassesDoubts(),
        ["a new sweep starts at the last position"] = _ => new SkipsAllAfterThePosition(),
        ["an interrupted sweep raises the watermark"] = _ => new CutOffSweepRaises(),
        ["a poll raises the watermark"] = clock => new PollRaises(clock),
        ["a checkpoint is emitted before its records"] = _ => new ResolvedWhenFetched(),
        ["the id does not include the ETag"] = _ => new IdWithoutETag(),
        ["an object without space for its id counts as resolved"] = _ => new NoRoomIsResolved(),
        ["the limit of ids is ignored"] = _ => new IgnoresTheBoundOfIds(),
        ["an object with a transient error counts as resolved"] = _ => new FailureIsResolved(),
        ["an object is parked when the source fails"] = _ => new ParksForTheSource(),
        ["objects are parked when the source denies all requests"] = _ => new NeverDoubts(),
        ["parked objects are forgotten"] = _ => new ForgetsParked(),
        ["parked objects are never retried"] = _ => new NeverTriesAgain(),
        ["every run sweeps, regardless of the cost"] = _ => new AlwaysSweeps(),
        ["late objects are not reported"] = _ => new NeverLate(),
        ["the start of a sweep uses only the first response"] = _ => new StartsByTheProbe(),
        ["the start of a sweep uses only its first page"] = _ => new StartsByTheFirstPage(),
        ["the start of a sweep uses only S3's clock"] = _ => new StartsByTheSource(),
        ["a last sweep in the future delays the next sweep"] = _ => new WaitsForTheLastSweep(),
        [FarNextTry] = _ => new WaitsForTheNextTry(),
        ["delays are measured only by S3's clock"] = _ => new PausesByTheSource(),
        ["the local clock decides which days are polled"] = clock => new PollsByTheLocalClock(clock),
        ["a GET decides that an object is gone"] = _ => new GoneWhenNotFound(),
        ["objects resolved after a missing object get no id"] = _ => new NoIdWhileHeld(),
    };

    /// <summary>Wrong decisions outside of the checkpoint rules.</summary>
    private static readonly Dictionary<string, SimulationOptions> Styles = new()
    {
        ["a response that is not a listing counts as an empty page"] = new SimulationOptions
        {
            AcceptsInvalidListings = true,
        },
        ["the delivered lines of a large object are ignored"] = new SimulationOptions { LosesLinesDone = true },
        ["keys are compared in UTF-16 order"] = new SimulationOptions { Paging = new Utf16Order() },
        ["IsTruncated is ignored"] = new SimulationOptions { Paging = new FirstPageIsAll() },
        ["pages are accepted in any order"] = new SimulationOptions { Paging = new AnyPage() },
        ["a missing token ends the listing"] = new SimulationOptions { Paging = new EndsWithoutToken() },
    };

    public static IEnumerable<string> Names => [.. All.Keys, .. Styles.Keys, Unverified];

    /// <summary>A life with an engine that has one wrong decision.</summary>
    public static SimulationRun LifeOf(string mutant, World world) =>
        mutant switch
        {
            // This mutant is a limit: the size up to which an object is verified before it is emitted.
            Unverified => new SimulationRun(
                world with
                {
                    Limits = world.Limits with { WholeObjectBytes = 1 },
                },
                new SimulationOptions()
            ),

            // Needs an object that is parked when the clock jumps back permanently, which is rare in random worlds.
            FarNextTry => new SimulationRun(JumpsBehind(world), new SimulationOptions(), All[mutant]),
            _ => new SimulationRun(
                world,
                Styles.GetValueOrDefault(mutant) ?? new SimulationOptions(),
                All.GetValueOrDefault(mutant)
            ),
        };

    /// <summary>A world in which only the host's clock is wrong: it jumps back by ten years permanently.</summary>
    public static World JumpsBehind(World world) =>
        world with
        {
            ClockOff = default,
            DateOff = default,
            DateOffOnce = default,
            ClockJump = TimeSpan.FromDays(-3650),
            ClockStaysJumped = true,

            // With such a clock, no id can be removed.
            Limits = world.Limits with
            {
                Ids = Limits.Default.Ids,
            },
        };

    private sealed class SkipsTies : CheckpointRules
    {
        public override bool IsResolved(ObjectVersion version, bool isKnown, DateTimeOffset watermark) =>
            isKnown || version.LastModified <= watermark;
    }

    private sealed class NoLatenessInIds : CheckpointRules
    {
        public override bool NeedsId(ObjectVersion version, Sweep? sweep, bool isHeld) =>
            sweep is null || isHeld || version.LastModified >= sweep.Start;
    }

    private sealed class NoLatenessAtTheEnd : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(
                watermark,
                sweep is null ? null : sweep with { Start = sweep.Start + Lateness },
                isComplete
            );
    }

    private sealed class StartsWhenItEnds(WorldClock clock) : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(watermark, sweep is null ? null : sweep with { Start = clock.SourceTime }, isComplete);
    }

    private sealed class StartsByTheLocalClock(WorldClock clock) : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset signing
        ) => clock.GetUtcNow() - StartMargin;
    }

    private sealed class PassesDoubts : CheckpointRules
    {
        public override bool PositionMoves(bool isInDoubt, bool isUnconfirmed) =>
            base.PositionMoves(isInDoubt: false, isUnconfirmed);
    }

    private sealed class SkipsAllAfterThePosition : CheckpointRules
    {
        private string _last = "";

        public override Sweep NewSweep(DateTimeOffset start) => base.NewSweep(start) with { Position = _last };

        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete)
        {
            _last = sweep is not null && KeyOrder.Instance.Compare(sweep.Position, _last) > 0 ? sweep.Position : _last;
            return base.WatermarkAfter(watermark, sweep, isComplete);
        }
    }

    private sealed class CutOffSweepRaises : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(watermark, sweep, isComplete: true);
    }

    private sealed class PollRaises(WorldClock clock) : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            sweep is null && isComplete && clock.SourceTime - Lateness > watermark
                ? clock.SourceTime - Lateness
                : base.WatermarkAfter(watermark, sweep, isComplete);
    }

    private sealed class ResolvedWhenFetched : CheckpointRules
    {
        public override bool CountsAsResolvedAt(ObjectStage stage) => stage == ObjectStage.Fetched;
    }

    private sealed class IdWithoutETag : CheckpointRules
    {
        public override ulong IdOf(ReadOnlySpan<byte> salt, ObjectVersion version) =>
            base.IdOf(salt, version with { ETag = "" });
    }

    private sealed class NoRoomIsResolved : CheckpointRules
    {
        private bool _left;

        public override bool HasRoom(int roomForIds)
        {
            _left |= roomForIds <= 0;
            return base.HasRoom(roomForIds);
        }

        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(
                watermark,
                _left && sweep is not null ? sweep with { Start = sweep.Start + Lateness } : sweep,
                isComplete
            );
    }

    private sealed class IgnoresTheBoundOfIds : CheckpointRules
    {
        public override bool HasRoom(int roomForIds) => true;
    }

    private sealed class FailureIsResolved : CheckpointRules
    {
        public override ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
            error.Kind == ErrorKind.Transient
                ? ObjectErrorAction.Skip
                : base.ActionAfterError(error, isParked, sourceIsWell);
    }

    private sealed class ParksForTheSource : CheckpointRules
    {
        public override ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
            base.ActionAfterError(error, isParked, sourceIsWell) is ObjectErrorAction.EndPass
                ? ObjectErrorAction.Park
                : base.ActionAfterError(error, isParked, sourceIsWell);
    }

    private sealed class NeverDoubts : CheckpointRules
    {
        public override ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
            base.ActionAfterError(error, isParked, sourceIsWell: true);
    }

    private sealed class Utf16Order : Paging
    {
        public override IComparer<string> Keys => StringComparer.Ordinal;
    }

    private sealed class FirstPageIsAll : Paging
    {
        public override bool IsLastPage(ListPage page) => true;
    }

    private sealed class ForgetsParked : CheckpointRules
    {
        public override ParkedObject? Park(
            ObjectVersion version,
            string code,
            int attemptsBefore,
            DateTimeOffset now
        ) => null;
    }

    private sealed class NeverTriesAgain : CheckpointRules
    {
        public override bool RetryIsDue(ParkedObject parked, DateTimeOffset now) => false;
    }

    private sealed class StartsByTheProbe : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset clock
        ) => probed - StartMargin;
    }

    private sealed class StartsByTheFirstPage : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset clock
        ) => firstPage - StartMargin;
    }

    private sealed class StartsByTheSource : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset clock
        ) => base.SweepStart(probed, firstPage, firstPage);
    }

    private sealed class WaitsForTheLastSweep : CheckpointRules
    {
        public override bool SweepIsDue(CheckpointState state, bool idsRunOut, DateTimeOffset now, bool following) =>
            !(state.LastSweep?.Start > now) && base.SweepIsDue(state, idsRunOut, now, following);
    }

    private sealed class WaitsForTheNextTry : CheckpointRules
    {
        public override bool RetryIsDue(ParkedObject parked, DateTimeOffset now) => parked.NextTry <= now;
    }

    private sealed class PausesByTheSource : CheckpointRules
    {
        public override DateTimeOffset TimeOfPass(DateTimeOffset probed, DateTimeOffset clock) => probed;
    }

    private sealed class PollsByTheLocalClock(WorldClock clock) : CheckpointRules
    {
        public override IReadOnlyList<DateOnly> DaysPolled(DateTimeOffset sourceTime) =>
            base.DaysPolled(clock.GetUtcNow());
    }

    private sealed class GoneWhenNotFound : CheckpointRules
    {
        public override bool IsGone(bool isListed) => true;
    }

    private sealed class NoIdWhileHeld : CheckpointRules
    {
        public override bool NeedsId(ObjectVersion version, Sweep? sweep, bool isHeld) =>
            base.NeedsId(version, sweep, isHeld: false);
    }

    private sealed class AnyPage : Paging
    {
        public override ListPage Checked(ListRequest request, ListPage page) => page;
    }

    private sealed class EndsWithoutToken : Paging
    {
        public override ListPage Checked(ListRequest request, ListPage page) => page;

        public override bool IsLastPage(ListPage page) => page.NextToken is null;
    }

    private sealed class AlwaysSweeps : CheckpointRules
    {
        public override bool SweepIsDue(CheckpointState state, bool idsRunOut, DateTimeOffset now, bool following) =>
            true;
    }

    private sealed class NeverLate : CheckpointRules
    {
        public override bool HasLateObjects(ObjectSetDigest below, ObjectSetDigest left) => false;
    }
}
