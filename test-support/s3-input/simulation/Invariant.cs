namespace InputSdk.S3.Simulation;

/// <summary>The properties that hold in every world. CHECKPOINT.md numbers and describes them.</summary>
internal enum Invariant
{
    NoLoss = 1,
    NoPhantom = 2,
    WatermarkIsSound = 3,
    NothingDecreases = 4,
    InterruptedPassesMoveNothing = 5,
    StateWithinLimits = 6,
    NoDuplicates = 7,
    ForgottenIdsOnlyCauseRepetition = 8,
    EnvironmentChangesNothing = 9,
    LocalClockChangesNothing = 10,
    DamagedCheckpointIsRefused = 11,
    UnreadableObjectBlocksNothing = 12,
    EveryCurrentVersionCounts = 13,
    ListRequestsWithinLimit = 14,
    FoldersOfAnyAge = 15,
    KeysInByteOrder = 16,
    LateObjectsAreReported = 17,
    SuffixLaw = 18,
}

/// <summary>A broken invariant.</summary>
internal sealed record Violation(Invariant Invariant, string Message)
{
    public override string ToString() => $"{(int)Invariant} {Invariant}: {Message}";
}

/// <summary>What was emitted and stored of one version.</summary>
internal sealed class VersionHistory(WorldObject of)
{
    private readonly int[] _stored = new int[of.Body.Lines.Count];
    private readonly bool[] _emitted = new bool[of.Body.Lines.Count];
    private int _linesStored;

    public WorldObject Of { get; } = of;

    /// <summary>The engine reported that it skips the version permanently.</summary>
    public bool IsSkipped { get; set; }

    /// <summary>All of its lines are stored, or it is skipped.</summary>
    public bool IsAccountedFor => IsSkipped || (_linesStored == _stored.Length && _linesStored > 0);

    public bool HasLines => _linesStored > 0;

    public int Missing => _stored.Length - _linesStored;

    /// <returns>Whether the line was emitted before.</returns>
    public bool Emit(int line)
    {
        var again = _emitted[line];
        _emitted[line] = true;
        return again;
    }

    /// <returns>Whether it was stored before.</returns>
    public bool Store(int line)
    {
        _linesStored += _stored[line]++ == 0 ? 1 : 0;
        return _stored[line] > 1;
    }
}
