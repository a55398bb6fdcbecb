namespace InputSdk.S3;

/// <summary>What each step of a connection test does. A step goes on where the one before it came to.</summary>
internal sealed class ConnectionSteps(
    InputDefinition definition,
    Func<S3Config, IInputHost, Limits, IObjectStore> open,
    Limits limits,
    InputConfig given,
    IInputHost host,
    CancellationToken cancellationToken
) : IAsyncDisposable
{
    /// <summary>The steps in order.</summary>
    public static readonly IReadOnlyList<ConnectionStep> All =
    [
        new("settings", "The settings are complete", steps => Task.FromResult(steps.Settings())),
        new("credentials", "S3 answers and accepts the credentials", steps => steps.CredentialsAsync()),
        new("bucket", "The bucket is there", steps => Task.FromResult(steps.Bucket())),
        new("list", "The bucket may be listed", steps => steps.ListAsync()),
        new("days", "Objects lie under the prefix", steps => steps.DaysAsync()),
        new("log", "A log of the chosen type is there and may be got", steps => steps.LogAsync()),
        new("decrypt", "It may be decrypted", steps => Task.FromResult(steps.Decrypt())),
        new("parse", "Its lines are rows of the log", steps => steps.ParseAsync()),
    ];

    // A log to try takes a GET, a new session and another one when that ended, and a HEAD when it is denied.
    private const int ForTheLog = 4;

    // Answered to somebody whom S3 knows: the credentials are good.
    private static readonly string[] OfBucket = [ErrorCode.BucketNotFound.Code, ErrorCode.ListDenied.Code];

    private static readonly string[] OfPrefix = [ErrorCode.NoRoot.Code, ErrorCode.PrefixWithDate.Code];

    private static readonly string[] OfDecryption = [ErrorCode.DecryptDenied.Code, ErrorCode.DecryptFailed.Code];

    private S3Config _config = null!;
    private IObjectStore? _store;
    private Probe? _probe;
    private IAsyncEnumerator<string>? _roots;
    private string? _root;
    private SampleLogFinder _search = null!;
    private Stream? _body;

    // There is more than was looked into.
    private bool _ranOut;

    // A fault that belongs to a later step than the one whose call told of it.
    private InputException? _later;

    public async ValueTask DisposeAsync()
    {
        _body?.Dispose();
        if (_roots is not null)
        {
            await _roots.DisposeAsync();
        }

        _store?.Dispose();
    }

    private StepFound Settings()
    {
        _config = ConfigReader.Read(definition, given);
        HostContextCheck.Check(_config, host);
        if (_config.Backfill > host.Time.GetUtcNow())
        {
            throw Errors.Of(
                ErrorCode.BackfillInFuture,
                $"The backfill time {_config.Backfill:yyyy-MM-ddTHH:mm:ssZ} is still to come: nothing would be read before.",
                definition.PointerTo(SettingKind.BackfillStartTime)
            );
        }

        return new(
            string.Join(
                ' ',
                _config
                    .Remarks.Select(remark => $"{remark.Pointer}: {remark.Sentence}")
                    .Prepend($"The {_config.Log.Title} of s3://{_config.Bucket}/{_config.Prefix} is to be read.")
            )
        );
    }

    private async Task<StepFound> CredentialsAsync()
    {
        _store = open(_config, host, limits);
        try
        {
            _probe = await _store.ProbeAsync(cancellationToken);
        }
        catch (InputException e) when (OfBucket.Contains(e.Error.Code))
        {
            _later = e;
        }

        var tenant = host.TenantId.Length == 0 ? "without an external id" : $"with the external id {host.TenantId}";
        return new(
            _config.RoleArn is { } role
                ? $"The role {role} was assumed {tenant}, in the session {AwsNames.SessionName(definition.Id, _config.Log.Id, host.TenantId)}."
                : "The access key is known."
        );
    }

    private StepFound Bucket()
    {
        ThrowUnless(error => error.Code == ErrorCode.ListDenied.Code);
        return new(
            $"s3://{_config.Bucket} answered{(_probe?.Region is { } region ? $" in the region {region}" : "")}"
                + (
                    _probe?.Region is not null && _config.Region is not null && _probe.Region != _config.Region
                        ? $", and is read there; the settings say {_config.Region}."
                        : "."
                )
        );
    }

    private async Task<StepFound> ListAsync()
    {
        ThrowUnless(_ => false);
        var today = DateOnly.FromDateTime(_probe!.Time.UtcDateTime);
        _search = new SampleLogFinder(_config, definition, today, Counted(ForTheLog));
        _roots = new Roots(Counted(ForTheLog), definition)
            .FindAsync(_config, today, isNew: true, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        try
        {
            _root = await NextRootAsync();
        }
        catch (InputException e) when (OfPrefix.Contains(e.Error.Code))
        {
            _later = e;
        }
        catch (OutOfRequestsException)
        {
            _ranOut = true;
        }

        return new($"s3://{_config.Bucket}/{_config.Prefix} can be listed.");
    }

    private async Task<StepFound> DaysAsync()
    {
        ThrowUnless(error => error.Code == ErrorCode.NoRoot.Code);
        if (_later is not null)
        {
            await AdviseAsync(_later.Error);
        }

        try
        {
            while (_root is not null)
            {
                await _search.LookIntoAsync(_root, cancellationToken);
                _root = _search.Log is null ? await NextRootAsync() : null;
            }
        }
        catch (OutOfRequestsException)
        {
            _ranOut = true;
        }

        if (_search.Objects == 0 && _ranOut)
        {
            return new(
                $"There are more folders than {Limits.CheckRequests} requests can look into, and no log in those seen; a read looks into all.",
                NothingToTry: true
            );
        }

        if (_search.Objects == 0)
        {
            if (!_search.HasMarkers)
            {
                await AdviseAsync(null);
            }

            return new(
                $"s3://{_config.Bucket}/{_config.Prefix} is empty: the first logs arrive some hours after logging was enabled.",
                NothingToTry: true
            );
        }

        var roots = string.Join(", ", _search.Roots);
        return new(
            _search.Days is var (first, last)
                ? $"{roots} has day folders such as {(first == last ? first : $"{first} and {last}")}."
                : $"{roots} has no day folders; what lies there is found all the same, and later."
        );
    }

    private async Task<StepFound> LogAsync()
    {
        if (_search.Log is not { } log)
        {
            return _search.Archived is { } archived
                    ? new(
                        $"s3://{_config.Bucket}/{archived.Key} lies in an archive, as all logs seen do: restore them and read their days with --days.",
                        NothingToTry: true
                    )
                : _ranOut || !_search.SawAll ? new($"{NoneSeen} so far; a read looks into all.", NothingToTry: true)
                : throw NoLog();
        }

        try
        {
            _body = await _store!.GetAsync(log, cancellationToken);
        }
        catch (InputException e) when (OfDecryption.Contains(e.Error.Code))
        {
            _later = e;
        }
        catch (ObjectUnreadableException)
        {
            return new(
                $"s3://{_config.Bucket}/{log.Key} is archived: restore it and read its day with --days.",
                NothingToTry: true
            );
        }
        catch (ObjectMissingException e)
        {
            return new(
                $"s3://{_config.Bucket}/{log.Key} was listed, and then {e.Message}. Check again.",
                NothingToTry: true
            );
        }

        return new($"s3://{_config.Bucket}/{log.Key} may be got.{SimilarSeen}");
    }

    private StepFound Decrypt()
    {
        ThrowUnless(_ => false);
        return new("S3 gives its bytes in the clear.");
    }

    private async Task<StepFound> ParseAsync()
    {
        var place = $"s3://{_config.Bucket}/{_search.Log!.Key}";
        await using var text = new DecodedObject(_body!, _search.Log.Size, place, limits);
        var sample = await LogSample.OfAsync(text, _config.Log, place, limits, cancellationToken);
        return sample.LosesTooMuch
            ? throw new InputException(sample.FirstRejected!)
            : new(
                $"{place}: {sample.Records} records, {sample.Rejected} rejected lines{(sample.IsWhole ? "" : " in its first lines")}."
            );
    }

    private string NoneSeen =>
        $"Among {_search.Objects} objects under {string.Join(", ", _search.Roots)} of s3://{_config.Bucket} there is no {_config.Log.Title}";

    private string SimilarSeen =>
        _search.Similar.Count == 0
            ? ""
            : $" {_search.Similar.Count} objects are not read: their names contain the log type but do not have the form {_config.Log.ObjectName}, such as {_search.Similar.First}.";

    private InputException NoLog()
    {
        var others = _search.OtherTypes.ToList();
        if (others.Count == 0)
        {
            return Errors.Of(
                ErrorCode.NoRoot,
                $"{NoneSeen}, whose names are of the form {_config.Log.ObjectName}; there is {(_search.Similar.Count > 0 ? _search.Similar.First : _search.AnyKey)}, for one.",
                definition.PointerTo(SettingKind.Prefix)
            );
        }

        var error = Errors
            .Of(
                ErrorCode.OtherLogType,
                $"{NoneSeen}; there {(others.Count == 1 ? "is" : "are")} {string.Join(" and ", others.Select(other => $"the {other.Log.Title} ({other.Count})"))}.",
                definition.PointerTo(SettingKind.LogType)
            )
            .Error;
        return new InputException(
            error with
            {
                Remedy =
                    $"Set {definition.NameOf(SettingKind.LogType)} to \"{others[0].Log.Id}\", or wait for the first {_config.Log.Title}.",
            }
        );
    }

    /// <summary>Nothing lies where the prefix leads: was another one meant?</summary>
    private async Task AdviseAsync(InputError? error)
    {
        var advice = PrefixSuggestion.Empty;
        try
        {
            advice = await new PrefixSuggester(Counted(reserve: 0), definition.Layout).MeantAsync(
                _config,
                cancellationToken
            );
        }
        catch (Exception e) when (e is OutOfRequestsException or InputException { Error.Kind: ErrorKind.Access })
        {
            // A right for the prefix alone does not show what lies beside it.
        }

        if (error is null && advice.Found.Length == 0)
        {
            return;
        }

        error ??= Errors
            .Of(
                ErrorCode.NoRoot,
                $"Nothing lies under s3://{_config.Bucket}/{_config.Prefix}. Found beside it: {advice.Found}. If logging was enabled in the last hours, wait.",
                definition.PointerTo(SettingKind.Prefix)
            )
            .Error;
        throw new InputException(
            error with
            {
                Remedy = advice.Remedy(definition.NameOf(SettingKind.Prefix)) ?? error.Remedy,
            }
        );
    }

    private async Task<string?> NextRootAsync() => await _roots!.MoveNextAsync() ? _roots.Current : null;

    private void ThrowUnless(Func<InputError, bool> belongsLater)
    {
        if (_later is not null && !belongsLater(_later.Error))
        {
            throw _later;
        }
    }

    private Func<ListRequest, CancellationToken, Task<ListPage>> Counted(int reserve) =>
        (request, token) =>
            _store!.Requests < Limits.CheckRequests - reserve
                ? CheckedAsync(request, token)
                : throw new OutOfRequestsException();

    private async Task<ListPage> CheckedAsync(ListRequest request, CancellationToken token) =>
        new Paging().Checked(request, await _store!.ListAsync(request, token));

    private sealed class OutOfRequestsException : Exception;
}
