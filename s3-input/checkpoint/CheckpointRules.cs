using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InputSdk.S3;

/// <summary>
/// The decisions that it depends on whether a record is lost: pure functions over values, stated and
/// proved in CHECKPOINT.md. The methods are virtual so that tests can replace one by a wrong one and
/// see that it is noticed.
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
    public TimeSpan PauseForEachRequest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Into yesterday's folder objects are delivered for some hours of the new day.</summary>
    public TimeSpan YesterdayPolledFor { get; init; } = TimeSpan.FromHours(6);

    /// <summary>A parked object is tried again after this pause, then four times as long, and so on …</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>… up to this one.</summary>
    public TimeSpan RetryAtLeastEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The id of a version: the first 64 bits of a SHA-256 over salt, size, LastModified, ETag and
    /// key. A new version of a key has another id.
    /// </summary>
    public virtual ulong IdOf(ReadOnlySpan<byte> salt, ObjectVersion version)
    {
        var length =
            salt.Length
            + 16
            + Encoding.UTF8.GetMaxByteCount(version.ETag.Length)
            + 1
            + Encoding.UTF8.GetMaxByteCount(version.Key.Length);
        var bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        salt.CopyTo(bytes);
        var at = salt.Length;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[at..], version.Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(at + 8)..], version.LastModified.ToUnixTimeMilliseconds());
        at += 16;
        at += Encoding.UTF8.GetBytes(version.ETag, bytes[at..]);
        bytes[at++] = 0;
        at += Encoding.UTF8.GetBytes(version.Key, bytes[at..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..at], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>
    /// Rule 1: whether a listed object needs no reading. Nothing else skips one; above all, no key does.
    /// </summary>
    /// <param name="version">The object.</param>
    /// <param name="isKnown">Its id is kept, or it is parked.</param>
    /// <param name="watermark">The watermark.</param>
    public virtual bool IsResolved(ObjectVersion version, bool isKnown, DateTimeOffset watermark) =>
        isKnown || version.LastModified < watermark;

    /// <summary>
    /// Whether an object that a pass comes across must be remembered by its id once it is resolved. One
    /// that is older than the watermark which the sweep will leave need not: the sweep does not list it
    /// again, and later ones skip it by its time.
    /// </summary>
    /// <param name="version">The object.</param>
    /// <param name="sweep">The sweep that lists it; null for a poll.</param>
    /// <param name="isHeld">
    /// A listing has yet to say whether an object before it is gone. The position stays in front of that one, so a sweep
    /// that is cut off lists again what was resolved since.
    /// </param>
    public virtual bool NeedsId(ObjectVersion version, Sweep? sweep, bool isHeld) =>
        sweep is null || isHeld || version.LastModified >= sweep.Start - Lateness;

    /// <summary>
    /// Rule 7: whether one more object that needs an id can be resolved now. If not it is left to a later
    /// pass, where nothing skips it; after an hour it needs no id.
    /// </summary>
    public virtual bool HasRoom(int roomForIds) => roomForIds > 0;

    /// <summary>
    /// An object is resolved when its last line was handed over; a checkpoint that said so before would
    /// cover records that nobody has.
    /// </summary>
    public virtual bool IsResolvedAt(ObjectStage stage) => stage == ObjectStage.HandedOver;

    /// <summary>Rule 2: a new sweep begins before the first key, whatever an earlier one came to.</summary>
    public virtual Sweep NewSweep(DateTimeOffset start) => new() { Start = start };

    /// <summary>
    /// When a sweep counts as started: at the earliest time that any clock showed before its first page, less a
    /// margin. One clock that runs ahead, of the source or of the host, so skips nothing; one that is late costs ids.
    /// Cut to whole milliseconds, as the state keeps it: an object that needs no id by the exact time must be
    /// older than the watermark that the next pass loads.
    /// </summary>
    /// <param name="probed">The Date of the first answer of the pass.</param>
    /// <param name="firstPage">The Date of the sweep's first page.</param>
    /// <param name="clock">The time that requests are signed with.</param>
    public virtual DateTimeOffset SweepStart(DateTimeOffset probed, DateTimeOffset firstPage, DateTimeOffset clock) =>
        WholeMilliseconds(Earliest(Earliest(probed, firstPage), clock) - StartMargin);

    /// <summary>The clock by which pauses are measured. The earlier one, so that none ends before its time.</summary>
    /// <param name="probed">The Date of the first answer of the pass.</param>
    /// <param name="clock">The time that requests are signed with.</param>
    public virtual DateTimeOffset TimeOfPass(DateTimeOffset probed, DateTimeOffset clock) => Earliest(probed, clock);

    /// <summary>The watermark after a pass: only a sweep that came to the end of the last root raises it.</summary>
    public virtual DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
        isComplete && sweep is not null && sweep.Start - Lateness > watermark ? sweep.Start - Lateness : watermark;

    /// <summary>
    /// Rule 9: whether versions below the watermark are there that were not when the last sweep left
    /// it. Deletions lower the count; that it rises, or stays and names others, they cannot do.
    /// </summary>
    public virtual bool CameLate(ObjectSetDigest below, ObjectSetDigest left) =>
        below.Count > left.Count || (below.Count == left.Count && below.Xor != left.Xor);

    /// <summary>
    /// Rule 3: whether this pass sweeps, or only polls. A last sweep that is dated in the future was dated by a clock
    /// that was wrong.
    /// </summary>
    public virtual bool SweepIsDue(CheckpointState state, bool idsRunOut, DateTimeOffset now, bool following)
    {
        if (state.Sweep is not null || state.LastSweep is not { } last || idsRunOut)
        {
            return true;
        }

        var age = now - last.Start;
        return age < TimeSpan.Zero
            || age >= SweepAtLeastEvery
            || (
                following
                    ? age >= PauseForEachRequest * Math.Max(1, last.Requests)
                    : last.Requests <= CheapSweepRequests
            );
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

    /// <summary>
    /// Rule 6: what becomes of an object that could not be read. What is wrong with the object itself
    /// parks it. A refusal, a body that broke off or an answer that nobody expects may be the source's
    /// fault as well: it is in doubt until another object of the pass could be read. Everything else is the source's.
    /// </summary>
    /// <param name="error">What reading it failed with.</param>
    /// <param name="isParked">It failed before: that it does again tells nothing of the source.</param>
    /// <param name="sourceIsWell">An object of this pass was received whole.</param>
    public virtual ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
        IsObjectError(error) ? ObjectErrorAction.Park
        : !MayBeObjectError(error) ? ObjectErrorAction.EndPass
        : isParked || sourceIsWell ? ObjectErrorAction.Park
        : ObjectErrorAction.Suspect;

    /// <summary>Whether the object's bytes came and are bad: then the source is well.</summary>
    public virtual bool IsObjectError(InputError error) =>
        error.Code == ErrorCode.Corrupt.Code
        || error.Code == ErrorCode.NotALog.Code
        || error.Code == ErrorCode.TooLarge.Code;

    /// <summary>
    /// Rule 6: whether an object that a GET did not find is gone. Only a listing says so; an answer to a GET may be a
    /// gateway's, or that of a server whose parts disagree.
    /// </summary>
    /// <param name="isListed">A listing made after the GET shows the version.</param>
    public virtual bool IsGone(bool isListed) => !isListed;

    /// <summary>
    /// Whether a parked object is tried again now. No pause is longer than a day, so a time farther ahead was
    /// set by a clock that was wrong.
    /// </summary>
    public virtual bool RetryIsDue(ParkedObject parked, DateTimeOffset now) =>
        parked.NextTry <= now || parked.NextTry - now > RetryAtLeastEvery;

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static bool MayBeObjectError(InputError error) =>
        error.Code == ErrorCode.NotFound.Code
        || error.Code == ErrorCode.GetDenied.Code
        || error.Code == ErrorCode.DecryptDenied.Code
        || error.Code == ErrorCode.DecryptFailed.Code
        || error.Code == ErrorCode.AccessDenied.Code
        || error.Code == ErrorCode.BodyFailed.Code
        || error.Code == ErrorCode.Unexpected.Code;

    /// <summary>Rule 6: whether the position of a sweep moves over what is resolved.</summary>
    /// <param name="isInDoubt">An object that it would move over is in doubt.</param>
    /// <param name="isUnconfirmed">A listing has yet to say of one whether it is gone.</param>
    public virtual bool PositionMoves(bool isInDoubt, bool isUnconfirmed) => !isInDoubt && !isUnconfirmed;

    /// <summary>
    /// What is kept of an object that failed: pauses grow from a minute to a day, so that a passing
    /// fault costs little and a lasting one next to nothing.
    /// </summary>
    /// <param name="version">The object.</param>
    /// <param name="code">The code of its error.</param>
    /// <param name="attemptsBefore">How often it was tried before.</param>
    /// <param name="now">The time of the pass.</param>
    public virtual ParkedObject? Park(ObjectVersion version, string code, int attemptsBefore, DateTimeOffset now)
    {
        var pause = FirstRetryAfter * Math.Pow(4, Math.Min(attemptsBefore, 16));
        return new ParkedObject
        {
            Version = version,
            Code = code,
            Attempts = attemptsBefore + 1,
            NextTry = now + (pause < RetryAtLeastEvery ? pause : RetryAtLeastEvery),
        };
    }
}
