namespace InputSdk.S3.Simulation;

/// <summary>Counts the events in many worlds, to show that the worlds are hard.</summary>
internal sealed class Totals
{
    public long Worlds { get; set; }

    public long Objects { get; set; }

    public long Passes { get; set; }

    public long Lost { get; set; }

    /// <summary>Lines that are stored twice by a host which stores records and checkpoint together.</summary>
    public long Repeated { get; set; }

    /// <summary>Lines emitted again after a crash, which such a host discards.</summary>
    public long EmittedAgain { get; set; }

    public int LargestState { get; set; }

    public Dictionary<FaultKind, long> Faults { get; } =
        Enum.GetValues<FaultKind>().ToDictionary(kind => kind, _ => 0L);

    public Dictionary<CrashPoint, long> CrashPoints { get; } =
        Enum.GetValues<CrashPoint>()[1..].ToDictionary(point => point, _ => 0L);

    public long Crashes => CrashPoints.Values.Sum();

    public void Hit(FaultKind kind) => Faults[kind]++;

    public void Add(Totals other)
    {
        (Worlds, Objects, Passes) = (Worlds + other.Worlds, Objects + other.Objects, Passes + other.Passes);
        (Lost, Repeated, EmittedAgain) = (
            Lost + other.Lost,
            Repeated + other.Repeated,
            EmittedAgain + other.EmittedAgain
        );
        LargestState = Math.Max(LargestState, other.LargestState);
        foreach (var (kind, count) in other.Faults)
        {
            Faults[kind] += count;
        }

        foreach (var (point, count) in other.CrashPoints)
        {
            CrashPoints[point] += count;
        }
    }
}

/// <summary>The faults of a world, except kills.</summary>
internal enum FaultKind
{
    SlowDown,
    Network,
    ExpiredToken,
    Redirect,
    ListDenied,
    EveryGetDenied,
    PageFailed,
    GetFailed,
    BodyCut,
    BodyStalled,
    Denied,
    Archived,
    Poison,
    Deleted,
    Overwritten,
    PassLongerThanAnHour,
    OutageLongerThanAnHour,
    LateObjectReported,
    LeftForWantOfRoom,
    HeldForWantOfRoom,
    NotAListing,
    PageRepeated,
    PageReordered,
    TokenLost,
    FalseMissing,
    EveryGetMissing,
    DateAhead,
    DateBehind,
    DateWrongOnce,
    ClockAhead,
    ClockBehind,
    ClockJumped,
}
