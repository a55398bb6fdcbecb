using InputSdk.S3.Store;

namespace InputSdk.S3.Simulation;

/// <summary>The bucket of a world, as the engine sees it in consecutive passes.</summary>
internal sealed class WorldStore(World world, Random random, RandomScheduler lottery, Totals totals)
{
    private readonly Dictionary<WorldObject, int> _broken = [];
    private int _callsBeforeDeath = int.MaxValue;

    /// <summary>S3's time.</summary>
    public DateTimeOffset Now { get; set; } = world.Start;

    public int PageSize { get; init; } = world.PageSize;

    /// <summary>The Date header of the last probe.</summary>
    public DateTimeOffset Probed { get; private set; }

    /// <summary>The earlier of that time and the host's clock at that moment.</summary>
    public DateTimeOffset TimeOfPass { get; private set; }

    public WorldClock HostClock { get; set; } = null!;

    /// <summary>An invalid response is accepted as an empty listing, as many clients do.</summary>
    public bool BelievesAnything { get; init; }

    /// <summary>The number of GETs of the current pass that did not find the object, correctly or not.</summary>
    public int MissingInPass { get; private set; }

    /// <summary>The host was killed within a call.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The listings of the current pass.</summary>
    public List<ListRequest> Lists { get; } = [];

    /// <summary>Objects whose bytes were all returned at least once.</summary>
    public HashSet<WorldObject> GivenWhole { get; } = [];

    /// <summary>Objects for which a GET failed with an error that is, or could be, the object's own.</summary>
    public HashSet<WorldObject> Refused { get; } = [];

    /// <summary>The same for the current pass.</summary>
    public HashSet<WorldObject> RefusedInPass { get; } = [];

    /// <summary>The bytes of an object were returned in the current pass, correct or damaged.</summary>
    public bool SomethingCameWhole { get; set; }

    public void BeginPass(int callsBeforeDeath)
    {
        Lists.Clear();
        RefusedInPass.Clear();
        SomethingCameWhole = false;
        MissingInPass = 0;
        (IsDead, _callsBeforeDeath) = (false, callsBeforeDeath);
    }

    private async Task<Probe> ProbeAsync(CancellationToken cancellationToken)
    {
        await CallAsync(cancellationToken);
        FailIfOut(OutageKind.SlowDown, OutageKind.Network, OutageKind.ExpiredToken, OutageKind.Redirect);

        Probed = Date();
        var clock = HostClock.GetUtcNow();
        TimeOfPass = Probed < clock ? Probed : clock;
        HitIf(HostClock.Off > TimeSpan.Zero, FaultKind.ClockAhead);
        HitIf(HostClock.Off < TimeSpan.Zero, FaultKind.ClockBehind);
        HitIf(world.ClockJump != TimeSpan.Zero && HostClock.Off == world.ClockJump, FaultKind.ClockJumped);
        return new Probe(Probed);
    }

    private async Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        Lists.Add(request);
        await CallAsync(cancellationToken);
        FailIfOut(
            OutageKind.SlowDown,
            OutageKind.Network,
            OutageKind.ExpiredToken,
            OutageKind.Redirect,
            OutageKind.ListDenied
        );
        FailByChance(world.ListFaults, FaultKind.PageFailed);
        var date = Date();
        return new OddPages(random, totals) { BelievesAnything = BelievesAnything }.Answer(
            request,
            Page(request),
            () => Page(request with { StartAfter = "" }),
            Now < world.Still ? world.OddPages : 0
        );

        ListPage Page(ListRequest of) => Listing.Page(world.Objects, Now, of, PageSize) with { Date = date };
    }

    /// <summary>The Date header: truncated to seconds, and wrong if the world says so.</summary>
    private DateTimeOffset Date()
    {
        var isWrongOnce = Now < world.Still && random.Next(100) < world.DateFaults;
        HitIf(isWrongOnce, FaultKind.DateWrongOnce);
        HitIf(world.DateOff > TimeSpan.Zero, FaultKind.DateAhead);
        HitIf(world.DateOff < TimeSpan.Zero, FaultKind.DateBehind);
        var date = Now + world.DateOff + (isWrongOnce ? world.DateOffOnce : TimeSpan.Zero);
        return new DateTimeOffset(date.Ticks - (date.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    private void HitIf(bool isSo, FaultKind kind)
    {
        if (isSo)
        {
            totals.Hit(kind);
        }
    }

    private async Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        await CallAsync(cancellationToken);
        FailIfOut(OutageKind.SlowDown, OutageKind.Network, OutageKind.ExpiredToken, OutageKind.Redirect);
        FailByChance(world.GetFaults, FaultKind.GetFailed);
        var found = world.Objects.FirstOrDefault(found => found.Version.Key == version.Key && found.IsCurrentAt(Now));
        if (found is null || found.Version.ETag != version.ETag)
        {
            totals.Hit(found is null ? FaultKind.Deleted : FaultKind.Overwritten);
            throw Missing();
        }

        var isOut = IsOut(OutageKind.EveryGetMissing);
        if (isOut || (Now < world.Still && random.Next(100) < world.FalseMissing))
        {
            totals.Hit(isOut ? FaultKind.EveryGetMissing : FaultKind.FalseMissing);
            Refuse(found);
            throw Missing();
        }

        return Body(found);
    }

    /// <summary>The bucket for one pass, which disposes of it. The world continues.</summary>
    public IObjectStore Visit() => new PassStore(this);

    /// <summary>One call of the store or read of a body. It takes time, and the host can be killed in it.</summary>
    public async Task CallAsync(CancellationToken cancellationToken)
    {
        await lottery.TurnAsync();
        cancellationToken.ThrowIfCancellationRequested();
        Now += world.Latency * random.NextDouble();
        if (_callsBeforeDeath-- <= 0)
        {
            IsDead = true;
            await new TaskCompletionSource().Task;
        }
    }

    private Stream Body(WorldObject found)
    {
        var fault = found.HasFaultAt(Now) ? found.Fault : ObjectFault.None;
        if (fault == ObjectFault.Denied || IsOut(OutageKind.EveryGetDenied))
        {
            Refuse(found);
            totals.Hit(fault == ObjectFault.Denied ? FaultKind.Denied : FaultKind.EveryGetDenied);
            throw Errors.Of(
                ErrorCode.GetDenied,
                $"Reading s3://audit-logs/{found.Version.Key} was denied (403 AccessDenied)."
            );
        }

        if (fault is ObjectFault.FoundArchived or ObjectFault.ListedAsArchived)
        {
            totals.Hit(FaultKind.Archived);
            throw new ObjectUnreadableException(SkipReason.Archived);
        }

        if (fault is ObjectFault.Corrupt or ObjectFault.NotALog or ObjectFault.TooLarge)
        {
            Refuse(found);
            totals.Hit(FaultKind.Poison);
            SomethingCameWhole = true;
            return new WorldBody(
                this,
                found,
                fault == ObjectFault.Corrupt ? found.Body.Damaged : found.Body.Bytes,
                random
            );
        }

        var isBroken = _broken.GetValueOrDefault(found) < found.BrokenBodies;
        if (isBroken || IsOut(OutageKind.EveryBodyBreaks))
        {
            Refuse(found);
            _broken[found] = _broken.GetValueOrDefault(found) + 1;
            var stalls = random.Next(2) == 0;
            totals.Hit(stalls ? FaultKind.BodyStalled : FaultKind.BodyCut);
            return new WorldBody(this, found, found.Body.Bytes, random)
            {
                BreaksAt = random.Next(found.Body.Bytes.Length),
                Stalls = stalls,
            };
        }

        return new WorldBody(this, found, found.Body.Bytes, random);
    }

    private ObjectMissingException Missing()
    {
        MissingInPass++;
        return new ObjectMissingException(
            random.Next(2) == 0 ? "S3 returned 404 NoSuchKey" : "S3 returned 412 PreconditionFailed"
        );
    }

    private void Refuse(WorldObject found)
    {
        Refused.Add(found);
        RefusedInPass.Add(found);
    }

    private bool IsOut(OutageKind kind) =>
        world.Outages.Any(outage => outage.Kind == kind && outage.From <= Now && Now < outage.Until);

    private void FailIfOut(params OutageKind[] kinds)
    {
        foreach (var kind in kinds.Where(IsOut))
        {
            totals.Hit(Enum.Parse<FaultKind>(kind.ToString()));
            throw Errors.Of(
                kind switch
                {
                    OutageKind.ExpiredToken => ErrorCode.TokenRefused,
                    OutageKind.Redirect => ErrorCode.WrongRegion,
                    OutageKind.ListDenied => ErrorCode.ListDenied,
                    _ => ErrorCode.Unavailable,
                },
                $"s3://audit-logs: {kind}."
            );
        }
    }

    private void FailByChance(int ofHundred, FaultKind kind)
    {
        if (Now < world.Still && random.Next(100) < ofHundred)
        {
            totals.Hit(kind);
            throw Errors.Of(ErrorCode.Unavailable, $"s3://audit-logs: {kind}.");
        }
    }

    private sealed class PassStore(WorldStore store) : IObjectStore
    {
        public int Requests => 0;

        public DateTimeOffset Clock => store.HostClock.GetUtcNow();

        public Task<Probe> ProbeAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);

        public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
            store.ListAsync(request, cancellationToken);

        public Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken) =>
            store.GetAsync(version, cancellationToken);

        public void Dispose() { }
    }
}
