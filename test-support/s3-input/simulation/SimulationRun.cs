using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Store;
using InputSdk.S3.TestSupport;
using RedshiftAuditConnector;

namespace InputSdk.S3.Simulation;

/// <summary>The options that can differ between two runs in one world without a difference in the records.</summary>
internal sealed record SimulationOptions
{
    /// <summary>
    /// Seed for the order in which calls end, the duration of each, and the point where the host is killed.
    /// </summary>
    public int ScheduleSeed { get; init; }

    public int? PageSize { get; init; }

    public int? ReadAhead { get; init; }

    public bool? Following { get; init; }

    public TimeSpan? ClockOff { get; init; }

    public bool MayCrash { get; init; } = true;

    /// <summary>An invalid response to a listing is accepted as an empty listing.</summary>
    public bool AcceptsInvalidListings { get; init; }

    /// <summary>Between passes, some ids are lost from the stored state.</summary>
    public bool LosesIds { get; init; }

    /// <summary>Between passes, the stored state loses the number of emitted lines of objects.</summary>
    public bool LosesLinesDone { get; init; }

    /// <summary>The check for pages of a listing.</summary>
    public Paging Paging { get; init; } = new();
}

/// <summary>
/// One host in one world: pass after pass from the last stored checkpoint, with random kills, until the world has been
/// still for long enough.
/// </summary>
internal sealed class SimulationRun
{
    /// <summary>The number of passes after the world is still.</summary>
    private const int StillPasses = 8;

    /// <summary>
    /// Enough for two sweeps, even if each is interrupted repeatedly for lack of room, and for every parked object
    /// whose next bodies break, too: its attempts are a day apart by then.
    /// </summary>
    private const int MaxStillPasses = 24;

    private static readonly TimeSpan StillPause = TimeSpan.FromHours(13);

    private readonly World _world;
    private readonly SimulationOptions _style;
    private readonly Random _random;
    private readonly RandomScheduler _lottery;
    private readonly WorldStore _store;
    private readonly History _history;
    private readonly Limits _limits;
    private readonly CheckpointRules _rules;
    private readonly WorldClock _clock;
    private Checkpoint? _stored;
    private int _lastPassCalls = 20;

    public SimulationRun(World world, SimulationOptions style, Func<WorldClock, CheckpointRules>? rules = null)
    {
        _world = world;
        _style = style;
        _random = new Random(unchecked((world.Seed * 397) + style.ScheduleSeed));
        _lottery = new RandomScheduler(_random);
        Totals = new Totals { Worlds = 1, Objects = world.Objects.Count };
        _store = new WorldStore(world, _random, _lottery, Totals)
        {
            PageSize = style.PageSize ?? world.PageSize,
            BelievesAnything = style.AcceptsInvalidListings,
        };
        _history = new History(world, _store, Totals);
        _clock = new WorldClock(world, _store, style.ClockOff ?? world.ClockOff, _history.Report);
        _store.HostClock = _clock;
        _limits = style.ReadAhead is { } ahead ? world.Limits with { Requests = ahead } : world.Limits;
        _rules = rules?.Invoke(_clock) ?? new CheckpointRules();
    }

    public Totals Totals { get; }

    public History History => _history;

    public Checkpoint? Stored => _stored;

    private DateTimeOffset? LastSweep => _stored is null ? null : _history.Read(_stored).LastSweep?.Start;

    public bool Following => _style.Following ?? _world.Following;

    /// <summary>Runs all passes and returns the violations.</summary>
    public IReadOnlyList<Violation> Run()
    {
        while (_store.Now < _world.Still)
        {
            Pass(_style.MayCrash && _random.Next(100) < _world.Crashes);
            Wait(_world.Pause * (0.2 + _random.NextDouble()));
        }

        var (sweeps, last) = (0, LastSweep);
        for (
            var pass = 0;
            pass < StillPasses || (pass < MaxStillPasses && (sweeps < 2 || _history.WaitsForNextTry(_stored)));
            pass++
        )
        {
            Wait(pass == 0 ? new CheckpointRules().Lateness : StillPause);
            Pass(mayDie: false);
            (sweeps, last) = (sweeps + (LastSweep == last ? 0 : 1), LastSweep);
        }

        return _history.End(_stored);
    }

    /// <summary>One pass of the host.</summary>
    public void Pass(bool mayDie)
    {
        var death = mayDie ? (CrashPoint)_random.Next(1, Enum.GetValues<CrashPoint>().Length) : CrashPoint.None;
        var when = _random.Next(1, Math.Max(2, _lastPassCalls));
        _store.BeginPass(death == CrashPoint.InStoreCall ? when : int.MaxValue);
        _history.BeginPass(_stored, Following);
        var start = _store.Now;
        var host = new HostPass(
            _history,
            checkpoint => _stored = checkpoint,
            death,
            death == CrashPoint.InStoreCall ? int.MaxValue : 1 + (when % 12)
        );
        var request = new ReadRequest
        {
            Config = Samples.Config(_world.Settings),
            From = _stored,
            Following = Following,
        };
        _lottery.Run(() => host.ReadAsync(NewConnector(), request, _clock), () => _store.IsDead || host.IsDead);
        var died = _store.IsDead || host.IsDead;
        if (died)
        {
            Totals.CrashPoints[death]++;
        }

        _history.EndPass(died, host.Error);
        Totals.Passes++;
        _lastPassCalls = 4 + (2 * _store.Lists.Count);
        if (_store.Now - start > TimeSpan.FromHours(1))
        {
            Totals.Hit(FaultKind.PassLongerThanAnHour);
        }

        LoseState();
    }

    /// <summary>The error of a read from this checkpoint; null if there is none.</summary>
    public ErrorKind? ReadFrom(Checkpoint checkpoint) => ReadFrom(checkpoint, _world.Settings);

    public ErrorKind? ReadFrom(Checkpoint checkpoint, string settings)
    {
        _store.BeginPass(int.MaxValue);
        _history.BeginPass(_stored, Following);
        var host = new HostPass(_history, _ => { }, CrashPoint.None, int.MaxValue);
        var request = new ReadRequest { Config = Samples.Config(settings), From = checkpoint };
        _lottery.Run(() => host.ReadAsync(NewConnector(), request, _clock), () => false);
        return host.Error?.Kind;
    }

    /// <summary>Whether a pass from this state would skip the version.</summary>
    public bool IsResolved(CheckpointState state, ObjectVersion version) =>
        new CheckpointTracker(state, new CheckpointRules(), _world.Limits).IsResolved(version);

    public void Wait(TimeSpan pause)
    {
        var now = _store.Now + pause;
        var untilGrid = (_world.Grid.Ticks - (now.Ticks % _world.Grid.Ticks)) % _world.Grid.Ticks;
        _store.Now = now + TimeSpan.FromTicks(untilGrid) + new CheckpointRules().StartMargin;
    }

    /// <summary>
    /// Creates a connector for each pass, because a killed process does not return what it took of the limits that its
    /// passes share.
    /// </summary>
    private RedshiftAuditLogs NewConnector() =>
        new()
        {
            OpenStore = (_, _, _) => _store.Visit(),
            EngineLimits = _limits,
            Capacity = new ReadCapacity(1 + _random.Next(3), _limits, _lottery.Post),
            Paging = _style.Paging,
            Rules = _rules,
            NewSalt = () => new byte[CheckpointState.SaltBytes],
        };

    private void LoseState()
    {
        if (_style.LosesLinesDone && _stored is not null)
        {
            _stored = _stored with
            {
                State = StateCodec.Write(_history.Read(_stored) with { Partials = new Dictionary<ulong, long>() }),
            };
        }

        if (_style.LosesIds && _stored is not null && _random.Next(3) == 0)
        {
            var state = _history.Read(_stored);
            var kept = state.Ids.Where(_ => _random.Next(2) == 0).ToDictionary(id => id.Key, id => id.Value);
            _stored = _stored with { State = StateCodec.Write(state with { Ids = kept }) };
        }
    }
}

/// <summary>The host's clock: the world's time plus an offset that can be large.</summary>
internal sealed class WorldClock(World world, WorldStore store, TimeSpan off, Action<InputEvent> report)
    : TimeProvider,
        IInputHost
{
    private readonly DateTimeOffset _jumps = world.Start + ((world.Still - world.Start) / 2);

    /// <summary>S3's time, which the engine cannot read directly.</summary>
    public DateTimeOffset SourceTime => store.Now;

    TimeProvider IInputHost.Time => this;

    string IInputHost.TenantId => "";

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The current offset.</summary>
    public TimeSpan Off =>
        off
        + (
            store.Now >= _jumps && (world.ClockStaysJumped || store.Now < world.Still) ? world.ClockJump : TimeSpan.Zero
        );

    public override DateTimeOffset GetUtcNow() => store.Now + Off;

    /// <summary>Elapsed time does not jump.</summary>
    public override long GetTimestamp() => store.Now.Ticks;

    void IInputHost.Report(InputEvent inputEvent) => report(inputEvent);
}
