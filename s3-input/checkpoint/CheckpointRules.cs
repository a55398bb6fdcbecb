namespace InputSdk.S3;

/// <summary>
/// The decisions that no record's loss depends on anything but: pure functions over values. The
/// methods are virtual so that tests can replace one by a wrong one and see that it is noticed.
/// </summary>
internal class CheckpointRules
{
    /// <summary>An object can be listed at most this long after its LastModified.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Clocks within S3 differ a little, and the Date header is cut to seconds.</summary>
    public TimeSpan StartMargin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A sweep that took no more requests than this is cheap enough for every run.</summary>
    public int CheapSweepRequests { get; init; } = 20;

    /// <summary>Nothing is later than this, whatever sweeps cost.</summary>
    public TimeSpan SweepAtLeastEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>While following, sweeps begin this far apart for each request of the last one.</summary>
    public TimeSpan PauseForEachRequest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Into yesterday's folder objects are delivered for some hours of the new day.</summary>
    public TimeSpan YesterdayPolledFor { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Rule 1: whether a listed object is resolved already. Nothing else skips one.</summary>
    public virtual bool IsResolved(
        ObjectVersion version, bool isKnown, DateTimeOffset watermark, Sweep? sweep) =>
        isKnown
        || version.LastModified < watermark
        || (sweep is not null
            && KeyOrder.Instance.Compare(version.Key, sweep.Position) <= 0
            && version.LastModified < sweep.Start - Lateness);

    /// <summary>
    /// Whether a resolved object must be remembered by its id. One that is older than the sweep's
    /// reach needs none: it is behind the position, and below the watermark when the sweep ends.
    /// </summary>
    public virtual bool NeedsId(ObjectVersion version, Sweep? sweep) =>
        sweep is null || version.LastModified >= sweep.Start - Lateness;

    /// <summary>When a sweep is said to have started, by S3's time before its first page.</summary>
    public virtual DateTimeOffset SweepStart(DateTimeOffset sourceTime) => sourceTime - StartMargin;

    /// <summary>The watermark after a complete sweep.</summary>
    public virtual DateTimeOffset WatermarkAfter(Sweep sweep, DateTimeOffset watermark) =>
        sweep.Start - Lateness > watermark ? sweep.Start - Lateness : watermark;

    /// <summary>Rule 3: whether this pass sweeps, or only polls.</summary>
    public virtual bool SweepIsDue(CheckpointState state, DateTimeOffset sourceTime, bool following)
    {
        if (state.Sweep is not null || state.LastSweep is not { } last || state.Ids.Count >= Limits.IdsBeforeSweep)
        {
            return true;
        }

        var age = sourceTime - last.Start;
        return age >= SweepAtLeastEvery
            || (following ? age >= PauseForEachRequest * Math.Max(1, last.Requests) : last.Requests <= CheapSweepRequests);
    }

    /// <summary>The days whose folders a poll lists, by S3's time.</summary>
    public virtual IReadOnlyList<DateOnly> DaysPolled(DateTimeOffset sourceTime)
    {
        var today = DateOnly.FromDateTime(sourceTime.UtcDateTime);
        return sourceTime.UtcDateTime.TimeOfDay < YesterdayPolledFor ? [today.AddDays(-1), today] : [today];
    }

    /// <summary>
    /// The first day whose folder belongs to the input: the day before the backfill time, since a
    /// file holds records of the hours before its name. In a bucket that was copied all times are
    /// new, so the folder's day has to count.
    /// </summary>
    public virtual DateOnly? FirstDay(DateTimeOffset? backfill) =>
        backfill is { } time ? DateOnly.FromDateTime(time.UtcDateTime).AddDays(-1) : null;
}
