using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InputSdk.S3.Store;

namespace InputSdk.S3.Checkpoints;

/// <summary>
/// The decisions on which correctness depends, as pure functions over values. CHECKPOINT.md states the rules and proves
/// that no record is lost. The methods are virtual so that tests can replace one with a wrong one and check that an
/// invariant fails.
/// </summary>
internal class CheckpointRules
{
    /// <summary>An object becomes visible in listings at most this long after its LastModified.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// Subtracted from the start of a sweep: the clocks of S3's servers differ slightly, and the Date header is
    /// truncated to seconds.
    /// </summary>
    public TimeSpan StartMargin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>If the last sweep took at most this many requests, every run sweeps.</summary>
    public int CheapSweepRequests { get; init; } = 20;

    /// <summary>The longest time between two sweeps, regardless of their cost.</summary>
    public TimeSpan SweepAtLeastEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// While following, the time between two sweeps is at least this long for each request of the last one.
    /// </summary>
    public TimeSpan PauseForEachRequest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Yesterday's folder is polled for this long after midnight UTC, because objects are still delivered to it.
    /// </summary>
    public TimeSpan YesterdayPolledFor { get; init; } = TimeSpan.FromHours(6);

    /// <summary>A parked object is retried after this delay. Each further delay is four times as long.</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest delay between two attempts to read a parked object.</summary>
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
    /// Rule 1: whether a listed object need not be read. No other rule skips an object; in particular, no key does.
    /// </summary>
    /// <param name="version">The object.</param>
    /// <param name="isKnown">The state contains its id, or it is parked.</param>
    /// <param name="watermark">The watermark.</param>
    public virtual bool IsResolved(ObjectVersion version, bool isKnown, DateTimeOffset watermark) =>
        isKnown || version.LastModified < watermark;

    /// <summary>
    /// Whether the id of an object is kept when the object is resolved. An object that is older than the watermark
    /// after the sweep needs none: this sweep does not list it again, and later sweeps skip it by its LastModified.
    /// </summary>
    /// <param name="version">The object.</param>
    /// <param name="sweep">The sweep that lists it; null for a poll.</param>
    /// <param name="isHeld">
    /// It is not confirmed yet whether an object before it is gone. The position stays before that object, so a sweep
    /// that is interrupted lists again what was resolved since then.
    /// </param>
    public virtual bool NeedsId(ObjectVersion version, Sweep? sweep, bool isHeld) =>
        sweep is null || isHeld || version.LastModified >= sweep.Start - Lateness;

    /// <summary>
    /// Rule 7: whether one more object that needs an id can be resolved now. If not, a later pass reads it: no rule
    /// skips it until then, and after an hour it needs no id.
    /// </summary>
    public virtual bool HasRoom(int roomForIds) => roomForIds > 0;

    /// <summary>
    /// An object is resolved when its last line was delivered. A checkpoint that marks it as resolved earlier would
    /// cover records that the host has not received.
    /// </summary>
    public virtual bool CountsAsResolvedAt(ObjectStage stage) => stage == ObjectStage.Delivered;

    /// <summary>
    /// Rule 2: a new sweep starts before the first key, regardless of the position of an earlier one.
    /// </summary>
    public virtual Sweep NewSweep(DateTimeOffset start) => new() { Start = start };

    /// <summary>
    /// The start of a sweep: the earliest time that any clock showed before its first page, minus a margin. So a single
    /// clock that is ahead, of the source or of the host, skips no object; a clock that is late costs ids. Truncated to
    /// whole milliseconds, as the state stores it: an object that needs no id by the exact time must be older than the
    /// watermark that the next pass loads.
    /// </summary>
    /// <param name="probed">The Date header of the first response of the pass.</param>
    /// <param name="firstPage">The Date header of the sweep's first page.</param>
    /// <param name="clock">The time that requests are signed with.</param>
    public virtual DateTimeOffset SweepStart(DateTimeOffset probed, DateTimeOffset firstPage, DateTimeOffset clock) =>
        WholeMilliseconds(Earliest(Earliest(probed, firstPage), clock) - StartMargin);

    /// <summary>
    /// The time that decides what is due: the earlier of two clocks, so that no delay ends too early.
    /// </summary>
    /// <param name="probed">The Date header of the first response of the pass.</param>
    /// <param name="clock">The time that requests are signed with.</param>
    public virtual DateTimeOffset TimeOfPass(DateTimeOffset probed, DateTimeOffset clock) => Earliest(probed, clock);

    /// <summary>The watermark after a pass: only a sweep that reached the end of the last root raises it.</summary>
    public virtual DateTimeOffset WatermarkAfter(DateTimeOffset watermark, Sweep? sweep, bool isComplete) =>
        isComplete && sweep is not null && sweep.Start - Lateness > watermark ? sweep.Start - Lateness : watermark;

    /// <summary>
    /// Rule 9: whether there are versions below the watermark that did not exist when the last sweep set it. Deletions
    /// only lower the count. They cannot raise it, or keep it and change the set.
    /// </summary>
    public virtual bool HasLateObjects(ObjectSetDigest below, ObjectSetDigest left) =>
        below.Count > left.Count || (below.Count == left.Count && below.Xor != left.Xor);

    /// <summary>
    /// Rule 3: whether this pass sweeps or only polls. If the last sweep is dated in the future, a clock was wrong, and
    /// this pass sweeps.
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
    /// The first day whose folder belongs to the input: the day before the backfill time, because a file contains
    /// records of the hours before the time in its name. The folder's day decides, because in a copied bucket every
    /// LastModified is recent.
    /// </summary>
    public virtual DateOnly? FirstDay(DateTimeOffset? backfill) =>
        backfill is { } time ? DateOnly.FromDateTime(time.UtcDateTime).AddDays(-1) : null;

    /// <summary>
    /// Rule 6: what happens to an object that could not be read. An error of the object itself parks it. A denied
    /// request, an incomplete body or an unexpected response can also be an error of the source: the object is suspect
    /// until another object of the pass was read. All other errors are errors of the source.
    /// </summary>
    /// <param name="error">The error.</param>
    /// <param name="isParked">It failed before, so that it fails again says nothing about the source.</param>
    /// <param name="sourceIsWell">An object of this pass was received completely, so the source is available.</param>
    public virtual ObjectErrorAction ActionAfterError(InputError error, bool isParked, bool sourceIsWell) =>
        IsObjectError(error) ? ObjectErrorAction.Park
        : !MayBeObjectError(error) ? ObjectErrorAction.EndPass
        : isParked || sourceIsWell ? ObjectErrorAction.Park
        : ObjectErrorAction.Suspect;

    /// <summary>Whether the object was received and its content is invalid. Then the source is available.</summary>
    public virtual bool IsObjectError(InputError error) =>
        error.Code == ErrorCode.Corrupt.Code
        || error.Code == ErrorCode.NotALog.Code
        || error.Code == ErrorCode.TooLarge.Code;

    /// <summary>
    /// Rule 6: whether an object that a GET did not find is gone. Only a listing decides this: the response to a GET
    /// may come from a gateway, or from a server whose parts disagree.
    /// </summary>
    /// <param name="isListed">A listing that was requested after the GET contains the version.</param>
    public virtual bool IsGone(bool isListed) => !isListed;

    /// <summary>
    /// Whether a parked object is retried now. No delay is longer than a day, so a time further ahead was set by a
    /// wrong clock, and the object is due.
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

    /// <summary>Rule 6: whether the position of a sweep advances past the listed objects.</summary>
    /// <param name="isInDoubt">One of these objects is suspect.</param>
    /// <param name="isUnconfirmed">It is not confirmed yet whether one of these objects is gone.</param>
    public virtual bool PositionMoves(bool isInDoubt, bool isUnconfirmed) => !isInDoubt && !isUnconfirmed;

    /// <summary>
    /// The entry of an object that failed. Delays grow from a minute to a day, so that a transient error delays the
    /// object only briefly and a permanent one costs few requests.
    /// </summary>
    /// <param name="version">The object.</param>
    /// <param name="code">The code of its error.</param>
    /// <param name="attemptsBefore">The number of earlier attempts.</param>
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
