namespace InputSdk.S3.Simulation;

/// <summary>
/// The shipped decisions with one of them made wrong, each in a way that a real engine has had it
/// wrong. CHECKPOINT.md lists which invariant notices which.
/// </summary>
internal static class Mutants
{
    private const string Unverified = "objects leave before they were verified";
    private const string FarNextTry = "a next try in the far future is waited for";

    private static readonly Dictionary<string, Func<WorldClock, CheckpointRules>> All = new()
    {
        ["the watermark skips what bears its very time"] = _ => new SkipsTies(),
        ["no lateness in what needs an id"] = _ => new NoLatenessInIds(),
        ["no lateness at the sweep's end"] = _ => new NoLatenessAtTheEnd(),
        ["the sweep starts when it ends"] = clock => new StartsWhenItEnds(clock),
        ["the sweep starts by the local clock"] = clock => new StartsByTheLocalClock(clock),
        ["the position passes objects in doubt"] = _ => new PassesDoubts(),
        ["everything behind the position is skipped"] = _ => new SkipsAllBehindThePosition(),
        ["a cut-off sweep raises the watermark"] = _ => new CutOffSweepRaises(),
        ["a poll raises the watermark"] = clock => new PollRaises(clock),
        ["a checkpoint before its records"] = _ => new ResolvedWhenFetched(),
        ["an id without the ETag"] = _ => new IdWithoutETag(),
        ["what has no id for want of room counts as resolved"] = _ => new NoRoomIsResolved(),
        ["ids beyond their bound"] = _ => new IgnoresTheBoundOfIds(),
        ["a passing failure counts as resolved"] = _ => new FailureIsResolved(),
        ["a fault of the source is parked"] = _ => new ParksForTheSource(),
        ["a denied source is parked"] = _ => new NeverDoubts(),
        ["parked objects forgotten"] = _ => new ForgetsParked(),
        ["parked objects never tried again"] = _ => new NeverTriesAgain(),
        ["every run sweeps, whatever it costs"] = _ => new AlwaysSweeps(),
        ["late objects are not told"] = _ => new NeverLate(),
        ["the sweep starts by the first answer alone"] = _ => new StartsByTheProbe(),
        ["the sweep starts by its first page alone"] = _ => new StartsByTheFirstPage(),
        ["the sweep starts by S3's clock alone"] = _ => new StartsByTheSource(),
        ["a last sweep in the future is waited for"] = _ => new WaitsForTheLastSweep(),
        [FarNextTry] = _ => new WaitsForTheNextTry(),
        ["pauses are measured by S3's clock alone"] = _ => new PausesByTheSource(),
        ["the local clock decides which days are polled"] = clock => new PollsByTheLocalClock(clock),
        ["a GET decides that an object is gone"] = _ => new GoneWhenNotFound(),
        ["no id for what is resolved after a missing object"] = _ => new NoIdWhileHeld(),
    };

    /// <summary>Wrong decisions that are none of the rules.</summary>
    private static readonly Dictionary<string, LifeStyle> Styles = new()
    {
        ["what is no listing is an empty page"] = new LifeStyle { BelievesAnything = true },
        ["the lines done of a large object ignored"] = new LifeStyle { LosesLinesDone = true },
        ["UTF-16 key order"] = new LifeStyle { Paging = new Utf16Order() },
        ["IsTruncated ignored"] = new LifeStyle { Paging = new FirstPageIsAll() },
        ["pages are taken in any order"] = new LifeStyle { Paging = new AnyPage() },
        ["a lost token ends the listing"] = new LifeStyle { Paging = new EndsWithoutToken() },
    };

    public static IEnumerable<string> Names => [.. All.Keys, .. Styles.Keys, Unverified];

    /// <summary>A life with an engine that has one decision wrong.</summary>
    public static Life LifeOf(string mutant, World world) =>
        mutant switch
        {
            // This one is a bound: the size up to which an object is verified before it leaves.
            Unverified => new Life(world with { Limits = world.Limits with { WholeObjectBytes = 1 } }, new LifeStyle()),

            // Needs an object that is parked when the clock jumps behind for good, which hardly any world has by chance.
            FarNextTry => new Life(JumpsBehind(world), new LifeStyle(), All[mutant]),
            _ => new Life(world, Styles.GetValueOrDefault(mutant) ?? new LifeStyle(), All.GetValueOrDefault(mutant)),
        };

    /// <summary>A world whose only wrong clock is the host's, which jumps ten years behind for good.</summary>
    private static World JumpsBehind(World world) =>
        world with
        {
            ClockOff = default,
            DateOff = default,
            DateOffOnce = default,
            ClockJump = TimeSpan.FromDays(-3650),
            ClockStaysJumped = true,

            // Such a clock lets no id go.
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

    private sealed class SkipsAllBehindThePosition : CheckpointRules
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
        public override bool IsResolvedAt(ObjectStage stage) => stage == ObjectStage.Fetched;
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
        public override bool CameLate(ObjectSetDigest below, ObjectSetDigest left) => false;
    }
}
