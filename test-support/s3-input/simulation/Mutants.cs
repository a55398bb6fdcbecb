using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;
using InputSdk.S3.Store;

namespace InputSdk.S3.Simulation;

/// <summary>
/// The shipped decisions with one of them changed to a wrong one that a real engine has made. CHECKPOINT.md lists which
/// invariant detects which mutant.
/// </summary>
internal static class Mutants
{
    private const string Unverified = "records are emitted before their object is verified";
    private const string FarNextTry = "a next attempt in the far future delays the retry";

    private static readonly Dictionary<string, Func<WorldClock, CheckpointRules>> ByRules = new()
    {
        ["an object whose LastModified equals the watermark is skipped"] = _ => new SkipsEqualTimes(),
        ["the lateness is ignored when ids are kept"] = _ => new IgnoresLatenessForIds(),
        ["the lateness is ignored at the end of a sweep"] = _ => new IgnoresLatenessAtSweepEnd(),
        ["the end of a sweep is used as its start"] = clock => new UsesSweepEndAsStart(clock),
        ["the start of a sweep uses only the local clock"] = clock => new UsesLocalClockForSweepStart(clock),
        ["the position advances past suspect objects"] = _ => new AdvancesPastSuspectObjects(),
        ["a new sweep starts at the last position"] = _ => new StartsSweepAtLastPosition(),
        ["an interrupted sweep raises the watermark"] = _ => new InterruptedSweepRaisesWatermark(),
        ["a poll raises the watermark"] = clock => new PollRaisesWatermark(clock),
        ["a checkpoint is emitted before its records"] = _ => new ResolvesWhenFetched(),
        ["the id does not include the ETag"] = _ => new OmitsETagFromId(),
        ["an object without space for its id counts as resolved"] = _ => new ResolvesWithoutSpaceForId(),
        ["the limit of ids is ignored"] = _ => new IgnoresIdLimit(),
        ["an object with a transient error counts as resolved"] = _ => new ResolvesAfterTransientError(),
        ["an object is parked when the source fails"] = _ => new ParksOnSourceError(),
        ["objects are parked when the source denies all requests"] = _ => new ParksWhenSourceDeniesAll(),
        ["parked objects are forgotten"] = _ => new ForgetsParkedObjects(),
        ["parked objects are never retried"] = _ => new NeverRetriesParkedObjects(),
        ["every run sweeps, regardless of the cost"] = _ => new AlwaysSweeps(),
        ["late objects are not reported"] = _ => new NeverReportsLateObjects(),
        ["the start of a sweep uses only the first response"] = _ => new UsesFirstResponseForSweepStart(),
        ["the start of a sweep uses only its first page"] = _ => new UsesFirstPageForSweepStart(),
        ["the start of a sweep uses only S3's clock"] = _ => new UsesSourceClockForSweepStart(),
        ["a last sweep in the future delays the next sweep"] = _ => new WaitsForFutureLastSweep(),
        [FarNextTry] = _ => new WaitsForFutureNextAttempt(),
        ["delays are measured only by S3's clock"] = _ => new MeasuresDelaysBySourceClock(),
        ["the local clock decides which days are polled"] = clock => new PollsDaysByLocalClock(clock),
        ["a GET decides that an object is gone"] = _ => new TreatsNotFoundAsGone(),
        ["objects resolved after a missing object get no id"] = _ => new OmitsIdAfterMissingObject(),
    };

    /// <summary>Wrong decisions outside of the checkpoint rules.</summary>
    private static readonly Dictionary<string, SimulationOptions> ByOptions = new()
    {
        ["a response that is not a listing counts as an empty page"] = new SimulationOptions
        {
            AcceptsInvalidListings = true,
        },
        ["the delivered lines of a large object are ignored"] = new SimulationOptions { LosesLinesDone = true },
        ["keys are compared in UTF-16 order"] = new SimulationOptions { Paging = new ComparesKeysInUtf16Order() },
        ["IsTruncated is ignored"] = new SimulationOptions { Paging = new IgnoresIsTruncated() },
        ["pages are accepted in any order"] = new SimulationOptions { Paging = new AcceptsPagesInAnyOrder() },
        ["a missing token ends the listing"] = new SimulationOptions { Paging = new EndsListingWithoutToken() },
    };

    public static IEnumerable<string> Names => [.. ByRules.Keys, .. ByOptions.Keys, Unverified];

    /// <summary>A run with an engine that has one wrong decision.</summary>
    public static SimulationRun RunOf(string mutant, World world) =>
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
            FarNextTry => new SimulationRun(WithClockJumpedBack(world), new SimulationOptions(), ByRules[mutant]),
            _ => new SimulationRun(
                world,
                ByOptions.GetValueOrDefault(mutant) ?? new SimulationOptions(),
                ByRules.GetValueOrDefault(mutant)
            ),
        };

    /// <summary>A world in which only the host's clock is wrong: it jumps back by ten years permanently.</summary>
    public static World WithClockJumpedBack(World world) =>
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

    private sealed class SkipsEqualTimes : CheckpointRules
    {
        public override bool IsResolved(ObjectVersion version, bool isKnown, DateTimeOffset watermark) =>
            isKnown || version.LastModified <= watermark;
    }

    private sealed class IgnoresLatenessForIds : CheckpointRules
    {
        public override bool NeedsId(ObjectVersion version, Sweep? sweep, bool isHeld) =>
            sweep is null || isHeld || version.LastModified >= sweep.Start;
    }

    private sealed class IgnoresLatenessAtSweepEnd : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(
                watermark,
                sweep is null ? null : sweep with { Start = sweep.Start + Lateness },
                isComplete
            );
    }

    private sealed class UsesSweepEndAsStart(WorldClock clock) : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(watermark, sweep is null ? null : sweep with { Start = clock.SourceTime }, isComplete);
    }

    private sealed class UsesLocalClockForSweepStart(WorldClock clock) : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset signing
        ) => clock.GetUtcNow() - StartMargin;
    }

    private sealed class AdvancesPastSuspectObjects : CheckpointRules
    {
        public override bool PositionMoves(bool isInDoubt, bool isUnconfirmed) =>
            base.PositionMoves(isInDoubt: false, isUnconfirmed);
    }

    private sealed class StartsSweepAtLastPosition : CheckpointRules
    {
        private string _last = "";

        public override Sweep NewSweep(DateTimeOffset start) => base.NewSweep(start) with { Position = _last };

        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete)
        {
            _last = sweep is not null && KeyOrder.Instance.Compare(sweep.Position, _last) > 0 ? sweep.Position : _last;
            return base.WatermarkAfter(watermark, sweep, isComplete);
        }
    }

    private sealed class InterruptedSweepRaisesWatermark : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(watermark, sweep, isComplete: true);
    }

    private sealed class PollRaisesWatermark(WorldClock clock) : CheckpointRules
    {
        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            sweep is null && isComplete && clock.SourceTime - Lateness > watermark
                ? clock.SourceTime - Lateness
                : base.WatermarkAfter(watermark, sweep, isComplete);
    }

    private sealed class ResolvesWhenFetched : CheckpointRules
    {
        public override bool CountsAsResolvedAt(ObjectStage stage) => stage == ObjectStage.Fetched;
    }

    private sealed class OmitsETagFromId : CheckpointRules
    {
        public override ulong IdOf(ReadOnlySpan<byte> salt, ObjectVersion version) =>
            base.IdOf(salt, version with { ETag = "" });
    }

    private sealed class ResolvesWithoutSpaceForId : CheckpointRules
    {
        private bool _lackedSpace;

        public override bool HasRoom(int roomForIds)
        {
            _lackedSpace |= roomForIds <= 0;
            return base.HasRoom(roomForIds);
        }

        public override DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
            base.WatermarkAfter(
                watermark,
                _lackedSpace && sweep is not null ? sweep with { Start = sweep.Start + Lateness } : sweep,
                isComplete
            );
    }

    private sealed class IgnoresIdLimit : CheckpointRules
    {
        public override bool HasRoom(int roomForIds) => true;
    }

    private sealed class ResolvesAfterTransientError : CheckpointRules
    {
        public override ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
            error.Kind == ErrorKind.Transient
                ? ObjectErrorAction.Skip
                : base.ActionAfterError(error, isParked, sourceIsWell);
    }

    private sealed class ParksOnSourceError : CheckpointRules
    {
        public override ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
            base.ActionAfterError(error, isParked, sourceIsWell) is ObjectErrorAction.EndPass
                ? ObjectErrorAction.Park
                : base.ActionAfterError(error, isParked, sourceIsWell);
    }

    private sealed class ParksWhenSourceDeniesAll : CheckpointRules
    {
        public override ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
            base.ActionAfterError(error, isParked, sourceIsWell: true);
    }

    private sealed class ComparesKeysInUtf16Order : Paging
    {
        public override IComparer<string> Keys => StringComparer.Ordinal;
    }

    private sealed class IgnoresIsTruncated : Paging
    {
        public override bool IsLastPage(ListPage page) => true;
    }

    private sealed class ForgetsParkedObjects : CheckpointRules
    {
        public override ParkedObject? Park(
            ObjectVersion version,
            string code,
            int attemptsBefore,
            DateTimeOffset now
        ) => null;
    }

    private sealed class NeverRetriesParkedObjects : CheckpointRules
    {
        public override bool RetryIsDue(ParkedObject parked, DateTimeOffset now) => false;
    }

    private sealed class UsesFirstResponseForSweepStart : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset clock
        ) => probed - StartMargin;
    }

    private sealed class UsesFirstPageForSweepStart : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset clock
        ) => firstPage - StartMargin;
    }

    private sealed class UsesSourceClockForSweepStart : CheckpointRules
    {
        public override DateTimeOffset SweepStart(
            DateTimeOffset probed,
            DateTimeOffset firstPage,
            DateTimeOffset clock
        ) => base.SweepStart(probed, firstPage, firstPage);
    }

    private sealed class WaitsForFutureLastSweep : CheckpointRules
    {
        public override bool SweepIsDue(CheckpointState state, bool idsRunOut, DateTimeOffset now, bool following) =>
            !(state.LastSweep?.Start > now) && base.SweepIsDue(state, idsRunOut, now, following);
    }

    private sealed class WaitsForFutureNextAttempt : CheckpointRules
    {
        public override bool RetryIsDue(ParkedObject parked, DateTimeOffset now) => parked.NextTry <= now;
    }

    private sealed class MeasuresDelaysBySourceClock : CheckpointRules
    {
        public override DateTimeOffset TimeOfPass(DateTimeOffset probed, DateTimeOffset clock) => probed;
    }

    private sealed class PollsDaysByLocalClock(WorldClock clock) : CheckpointRules
    {
        public override IReadOnlyList<DateOnly> DaysPolled(DateTimeOffset sourceTime) =>
            base.DaysPolled(clock.GetUtcNow());
    }

    private sealed class TreatsNotFoundAsGone : CheckpointRules
    {
        public override bool IsGone(bool isListed) => true;
    }

    private sealed class OmitsIdAfterMissingObject : CheckpointRules
    {
        public override bool NeedsId(ObjectVersion version, Sweep? sweep, bool isHeld) =>
            base.NeedsId(version, sweep, isHeld: false);
    }

    private sealed class AcceptsPagesInAnyOrder : Paging
    {
        public override ListPage Checked(ListRequest request, ListPage page) => page;
    }

    private sealed class EndsListingWithoutToken : Paging
    {
        public override ListPage Checked(ListRequest request, ListPage page) => page;

        public override bool IsLastPage(ListPage page) => page.NextToken is null;
    }

    private sealed class AlwaysSweeps : CheckpointRules
    {
        public override bool SweepIsDue(CheckpointState state, bool idsRunOut, DateTimeOffset now, bool following) =>
            true;
    }

    private sealed class NeverReportsLateObjects : CheckpointRules
    {
        public override bool HasLateObjects(ObjectSetDigest below, ObjectSetDigest left) => false;
    }
}
