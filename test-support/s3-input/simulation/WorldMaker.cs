using System.Text;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Store;

namespace InputSdk.S3.Simulation;

/// <summary>Generates a world from a seed: mostly ordinary, with a few kinds of faults at a time.</summary>
internal sealed class WorldMaker
{
    /// <summary>
    /// An object with at most this number of decoded bytes must be verified before its first record is emitted.
    /// </summary>
    public const int WholeObjectBytes = 2_000;

    private static readonly TimeSpan Lateness = new CheckpointRules().Lateness;

    private readonly Random _random;
    private readonly int _seed;
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _span;
    private readonly TimeSpan _tick;
    private readonly DateTimeOffset? _backfill;
    private readonly WorldKeys _keys;
    private readonly bool _hasBreach;
    private int _versions;

    private WorldMaker(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _start = new DateTimeOffset(2024, 3, 12, _random.Next(24), _random.Next(60), 0, TimeSpan.Zero);
        _span = Any(TimeSpan.FromHours(3), TimeSpan.FromHours(12), TimeSpan.FromDays(2), TimeSpan.FromDays(4));
        _tick = Any(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        _backfill = Chance(15) ? Tick(_start - (Chance(50) ? TimeSpan.FromDays(3) : TimeSpan.FromHours(2))) : null;
        _hasBreach = Chance(6);
        _keys = new WorldKeys(_random);
    }

    private DateTimeOffset Still => _start + _span;

    public static World Make(int seed) => new WorldMaker(seed).Make();

    private World Make()
    {
        var objects = Enumerable
            .Range(0, _random.Next(30, 90))
            .SelectMany(_ => Versions())
            .OrderBy(found => found.Version.Key, ByBytes)
            .ThenBy(found => found.AppearsAt)
            .ToList();
        var (limits, tinyIds, onGrid) = (
            MakeLimits(objects),
            Chance(25),
            _tick == TimeSpan.FromMinutes(10) && Chance(60)
        );
        var clocks = MakeClocks();

        // With a clock that is permanently years late, no id can be removed: there must be room for all of them.
        tinyIds &=
            clocks.DateOff > -TimeSpan.FromDays(30)
            && clocks.ClockOff > -TimeSpan.FromDays(30)
            && !(clocks is { ClockStaysJumped: true } && clocks.ClockJump < -TimeSpan.FromDays(30));
        return clocks with
        {
            Seed = _seed,
            Objects = Replaced(objects),
            Outages = Chance(60) ? Enumerable.Range(0, _random.Next(1, 4)).Select(_ => MakeOutage()).ToList() : [],
            Start = _start,
            Still = Still,
            Settings =
                _keys.Settings
                + (_backfill is { } time ? $",\"backfill_start_time\":\"{time:yyyy-MM-ddTHH:mm:ssZ}\"" : ""),
            Backfill = _backfill,
            PageSize = Any(1, 2, 5, 20, 1000),
            Grid = onGrid ? _tick : TimeSpan.FromTicks(1),
            Latency = onGrid
                ? TimeSpan.FromMilliseconds(50)
                : Any(
                    TimeSpan.FromMilliseconds(50),
                    TimeSpan.FromMilliseconds(400),
                    TimeSpan.FromSeconds(20),
                    TimeSpan.FromMinutes(10)
                ),
            ListFaults = Any(0, 0, 2, 10),
            GetFaults = Any(0, 0, 1, 5),
            Crashes = Any(0, 10, 40, 80),
            Following = Chance(50),
            Pause = _span / _random.Next(3, 20),
            OddPages = Any(0, 0, 2, 10),
            FalseMissing = Any(0, 0, 2, 10),
            Limits = tinyIds ? limits with { Ids = _random.Next(2, 12) } : limits,
        };
    }

    /// <summary>
    /// The clocks of the source and of the host. The engine assumes that they are never ahead together, because the
    /// true time is unknown in that case.
    /// </summary>
    private World MakeClocks()
    {
        TimeSpan[] wrong = [TimeSpan.FromMinutes(20), TimeSpan.FromHours(24), TimeSpan.FromDays(3650)];
        var none = new World
        {
            Seed = _seed,
            Objects = [],
            Outages = [],
            Start = _start,
            Still = Still,
            Grid = default,
            PageSize = 1,
            Latency = default,
            ListFaults = 0,
            GetFaults = 0,
            Crashes = 0,
            Following = false,
            Pause = default,
            ClockOff = default,
            Limits = Limits.Default,
        };
        var (jumps, stays) = (Chance(50), Chance(50));
        switch (_random.Next(5))
        {
            case 0:
                return none;
            case 1:
                var ahead = Any(wrong);
                return jumps
                    ? none with
                    {
                        ClockJump = ahead,
                        ClockStaysJumped = stays,
                    }
                    : none with
                    {
                        ClockOff = ahead,
                    };
            case 2:
                var offset = -Any(wrong);
                return jumps
                    ? none with
                    {
                        ClockJump = offset,
                        ClockStaysJumped = stays,
                    }
                    : none with
                    {
                        ClockOff = offset,
                    };
            case 3:
                return Chance(50)
                    ? none with
                    {
                        DateOff = Any(wrong),
                    }
                    : none with
                    {
                        DateOffOnce = Any(wrong),
                        DateFaults = Any(5, 50),
                    };
            default:
                var late = Chance(50)
                    ? none with
                    {
                        DateOff = -Any(wrong),
                    }
                    : none with
                    {
                        DateOffOnce = -Any(wrong),
                        DateFaults = Any(5, 50),
                    };
                return late with { ClockOff = Chance(30) ? Any(wrong) : default };
        }
    }

    private Limits MakeLimits(List<WorldObject> objects) =>
        new()
        {
            WholeObjectBytes = WholeObjectBytes,
            PieceBytes = _random.Next(1, 700),
            WholeBodyBytes = Any(1, 200, 1024 * 1024),
            InFlightBytes = Any(1L, 4_000, 64 * 1024 * 1024),
            BatchBytes = 700,
            LineBytes = 1_000,
            CheckpointBytes = Any(1L, 1_500, 64 * 1024 * 1024),
            Requests = _random.Next(1, 7),

            // If more objects stay denied, the engine assumes that the source is at fault, and never reads the others.
            SuspectsBeforeSourceFault = Math.Max(
                _random.Next(2, 21),
                1
                    + objects.Count(found =>
                        found.Fault == ObjectFault.Denied && found.FaultEnds == DateTimeOffset.MaxValue
                    )
            ),
            Parked =
                Math.Max(
                    2,
                    objects.Count(found =>
                        found.FaultEnds == DateTimeOffset.MaxValue
                        && found.Fault
                            is ObjectFault.Corrupt
                                or ObjectFault.NotALog
                                or ObjectFault.TooLarge
                                or ObjectFault.Denied
                    )
                ) + _random.Next(1, 4),
            Roots = Any(1, 64),
            RowLines = 1 + (objects.Count % 3),
        };

    /// <summary>The versions of one key: usually one, sometimes overwritten or deleted.</summary>
    private IEnumerable<WorldObject> Versions()
    {
        var first = Version(DateTimeOffset.MinValue, key: null);
        if (_hasBreach)
        {
            // Deletions lower the count that a breach raises, so this world has none.
            yield return first;
        }
        else if (Chance(10))
        {
            yield return first;
            yield return Chance(30) && first.AppearsAt > _start
                ? SameSecond(first)
                : Version(first.AppearsAt, first.Version.Key);
        }
        else if (Chance(20))
        {
            // Many of them soon after they appear, so that some are deleted between LIST and GET.
            var gone =
                first.AppearsAt
                + (Any(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), _span) * _random.NextDouble());
            yield return gone < Still ? first with { GoneAt = gone } : first;
        }
        else
        {
            yield return first;
        }
    }

    private WorldObject Version(DateTimeOffset after, string? key)
    {
        var appears = after > _start || Chance(60) ? Between(after > _start ? after : _start, Still) : _start;
        var modified = Tick(
            appears == _start
                ? _start
                    - (
                        Any(TimeSpan.FromMinutes(50), TimeSpan.FromDays(2), TimeSpan.FromDays(500))
                        * _random.NextDouble()
                    )
                : appears - Delay()
        );
        var breaks = _hasBreach && appears > _start && after == DateTimeOffset.MinValue && Chance(20);
        if (breaks)
        {
            modified = Tick(appears - Lateness - (TimeSpan.FromDays(3) * _random.NextDouble()) - _tick);
        }
        else if (Chance(2))
        {
            modified = Tick(appears + (TimeSpan.FromHours(20) * _random.NextDouble()));
        }

        var (name, folderDay) = key is null ? _keys.Make(appears, _versions) : (key, null);
        var (fault, ends) = breaks ? (ObjectFault.None, DateTimeOffset.MaxValue) : Fault(appears);
        return Object(name, modified, fault) with
        {
            AppearsAt = appears,
            FaultEnds = ends,
            BrokenBodies = Chance(8) ? _random.Next(1, 6) : 0,
            BreaksLateness = breaks,
            IsInOldFolder = folderDay is { } day && day != DateOnly.FromDateTime(appears.UtcDateTime),
            IsOutside =
                _backfill is { } start
                && (modified < start || WorldKeys.DayOf(name) < DateOnly.FromDateTime(start.UtcDateTime).AddDays(-1)),
        };
    }

    /// <summary>
    /// A version that is overwritten in the same second with content of the same length, so that only the ETag differs.
    /// </summary>
    private WorldObject SameSecond(WorldObject first) =>
        first with
        {
            Version = first.Version with { ETag = NextETag() },
            AppearsAt = Between(
                first.AppearsAt,
                first.Version.LastModified + Lateness < Still ? first.Version.LastModified + Lateness : Still
            ),
        };

    private WorldObject Object(string key, DateTimeOffset modified, ObjectFault fault)
    {
        var body = fault switch
        {
            ObjectFault.Empty => Body.Empty,
            ObjectFault.NotALog => Body.NotALog,
            ObjectFault.TooLarge => Body.TooLarge,
            ObjectFault.Corrupt => Any([.. Body.Small.Where(small => small.IsGzip)]),
            _ => Chance(8) ? Any([.. Body.Large]) : Any([.. Body.Small]),
        };
        return new WorldObject
        {
            Version = new ObjectVersion
            {
                Key = key,
                ETag = NextETag(),
                Size = body.Bytes.Length,
                LastModified = modified,
                StorageClass =
                    fault == ObjectFault.ListedAsArchived
                        ? Any("GLACIER", "DEEP_ARCHIVE")
                        : Any("STANDARD", "GLACIER_IR"),
            },
            Body = body,
            Fault = fault,
            AppearsAt = default,
        };
    }

    private (ObjectFault Fault, DateTimeOffset Ends) Fault(DateTimeOffset appears)
    {
        if (!Chance(9))
        {
            return (ObjectFault.None, DateTimeOffset.MaxValue);
        }

        var fault = Any(Enum.GetValues<ObjectFault>()[1..]);
        var heals = fault is ObjectFault.Denied && Chance(60);
        return (fault, heals ? Between(appears, Still) : DateTimeOffset.MaxValue);
    }

    /// <summary>The time from the LastModified of an object until it can be listed: L at most.</summary>
    private TimeSpan Delay() =>
        Chance(50) ? TimeSpan.Zero
        : Chance(20) ? Lateness - _tick
        : (Chance(50) ? TimeSpan.FromMinutes(2) : Lateness - _tick) * _random.NextDouble();

    private Outage MakeOutage()
    {
        var from = Between(_start, Still);
        var until =
            from + (Any(TimeSpan.FromMinutes(5), TimeSpan.FromHours(2), TimeSpan.FromDays(2)) * _random.NextDouble());
        return new Outage(Any(Enum.GetValues<OutageKind>()), from, until < Still ? until : Still);
    }

    /// <summary>A version ends when the next one of its key appears.</summary>
    private static List<WorldObject> Replaced(List<WorldObject> objects) =>
        objects
            .Select(
                (found, i) =>
                    i + 1 < objects.Count && objects[i + 1].Version.Key == found.Version.Key
                        ? found with
                        {
                            GoneAt = objects[i + 1].AppearsAt,
                        }
                        : found
            )
            .ToList();

    private static IComparer<string> ByBytes =>
        Comparer<string>.Create(
            (left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))
        );

    private string NextETag() => $"\"{++_versions:x4}\"";

    private bool Chance(int ofHundred) => _random.Next(100) < ofHundred;

    private T Any<T>(params T[] all) => all[_random.Next(all.Length)];

    private DateTimeOffset Between(DateTimeOffset from, DateTimeOffset until) =>
        from >= until ? until : from + ((until - from) * _random.NextDouble());

    private DateTimeOffset Tick(DateTimeOffset time) => new(time.Ticks - (time.Ticks % _tick.Ticks), TimeSpan.Zero);
}
