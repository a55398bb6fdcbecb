using InputSdk.S3.Configuration;
using InputSdk.S3.Decode;
using InputSdk.S3.Listing;
using InputSdk.S3.Store;

namespace InputSdk.S3.Check;

/// <summary>The steps of a connection test. Each step continues with the results of the step before it.</summary>
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
        new("credentials", "S3 responds and accepts the credentials", steps => steps.CredentialsAsync()),
        new("bucket", "The bucket exists", steps => Task.FromResult(steps.Bucket())),
        new("list", "The bucket can be listed", steps => steps.ListAsync()),
        new("days", "Objects exist under the prefix", steps => steps.DaysAsync()),
        new("log", "A log of the chosen type exists and is readable", steps => steps.LogAsync()),
        new("decrypt", "The log can be decrypted", steps => Task.FromResult(steps.Decrypt())),
        new("parse", "The lines of the log are valid", steps => steps.ParseAsync()),
    ];

    // Testing a log takes up to 4 requests: a GET, two for sessions if the first one ended, a HEAD if GET is denied.
    private const int RequestsForLog = 4;

    // S3 returns these errors only if it accepted the credentials.
    private static readonly string[] BucketErrors = [ErrorCode.BucketNotFound.Code, ErrorCode.ListDenied.Code];

    private static readonly string[] PrefixErrors = [ErrorCode.NoRoot.Code, ErrorCode.PrefixWithDate.Code];

    private static readonly string[] DecryptionErrors = [ErrorCode.DecryptDenied.Code, ErrorCode.DecryptFailed.Code];

    private S3Config _config = null!;
    private IObjectStore? _store;
    private Probe? _probe;
    private IAsyncEnumerator<string>? _roots;
    private string? _root;
    private SampleLogFinder _search = null!;
    private Stream? _body;

    // The request limit was reached before everything was listed.
    private bool _requestLimitReached;

    // An error that belongs to a later step than the one whose request returned it.
    private InputException? _deferredError;

    public async ValueTask DisposeAsync()
    {
        _body?.Dispose();
        if (_roots is not null)
        {
            await _roots.DisposeAsync();
        }

        _store?.Dispose();
    }

    private StepResult Settings()
    {
        _config = ConfigReader.Read(definition, given);
        HostContextCheck.Check(_config, host);
        new BackfillCheck(definition).RefuseFuture(_config.Backfill, host.Time.GetUtcNow());
        return new(
            string.Join(
                ' ',
                _config
                    .Warnings.Select(remark => $"{remark.Pointer}: {remark.Sentence}")
                    .Prepend($"The settings select the {_config.Log.Title} in s3://{_config.Bucket}/{_config.Prefix}.")
            )
        );
    }

    private async Task<StepResult> CredentialsAsync()
    {
        _store = open(_config, host, limits);
        try
        {
            _probe = await _store.ProbeAsync(cancellationToken);
        }
        catch (InputException e) when (BucketErrors.Contains(e.Error.Code))
        {
            _deferredError = e;
        }

        return new(
            _config.RoleArn is { } role
                ? RoleMessage(role, await _store.HostIdentityAsync(cancellationToken))
                : "The access key is valid."
        );
    }

    private string RoleMessage(string role, string? identity)
    {
        var by = identity is null ? "" : $" by {identity}";
        var tenant = host.TenantId.Length == 0 ? "without an external ID" : $"with the external ID {host.TenantId}";
        return $"The role {role} was assumed{by} {tenant}. The session name is "
            + $"{AwsNames.SessionName(definition.Id, _config.Log.Id, host.TenantId)}.";
    }

    private StepResult Bucket()
    {
        ThrowDeferredUnless(error => error.Code == ErrorCode.ListDenied.Code);
        return new(
            $"s3://{_config.Bucket} responded{(_probe?.Region is { } region ? $" in the Region {region}" : "")}"
                + (
                    _probe?.Region is not null && _config.Region is not null && _probe.Region != _config.Region
                        ? $" and is read from there. The settings specify the Region {_config.Region}."
                        : "."
                )
        );
    }

    private async Task<StepResult> ListAsync()
    {
        ThrowDeferredUnless(_ => false);
        var today = DateOnly.FromDateTime(_probe!.Time.UtcDateTime);
        _search = new SampleLogFinder(_config, definition, today, Counted(RequestsForLog));
        _roots = new Roots(Counted(RequestsForLog), definition)
            .FindAsync(_config, today, isNew: true, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        try
        {
            _root = await NextRootAsync();
        }
        catch (InputException e) when (PrefixErrors.Contains(e.Error.Code))
        {
            _deferredError = e;
        }
        catch (RequestLimitException)
        {
            _requestLimitReached = true;
        }

        return new($"s3://{_config.Bucket}/{_config.Prefix} can be listed.");
    }

    private async Task<StepResult> DaysAsync()
    {
        ThrowDeferredUnless(error => error.Code == ErrorCode.NoRoot.Code);
        if (_deferredError is not null)
        {
            await FailWithSuggestionAsync(_deferredError.Error);
        }

        try
        {
            while (_root is not null)
            {
                await _search.ListRootAsync(_root, cancellationToken);
                _root = _search.Log is null ? await NextRootAsync() : null;
            }
        }
        catch (RequestLimitException)
        {
            _requestLimitReached = true;
        }

        if (_search.Objects == 0 && _requestLimitReached)
        {
            return new(
                $"The first {Limits.CheckRequests} requests found no log, and there are more folders. "
                    + "A read lists all folders.",
                IsSkipped: true
            );
        }

        if (_search.Objects == 0)
        {
            if (!_search.HasMarkers)
            {
                await FailWithSuggestionAsync(null);
            }

            return new(
                $"s3://{_config.Bucket}/{_config.Prefix} is empty. "
                    + "The first logs arrive some hours after logging is enabled.",
                IsSkipped: true
            );
        }

        var roots = string.Join(", ", _search.Roots);
        return new(
            _search.Days is var (first, last)
                ? $"Day folders exist under {roots}, such as {(first == last ? first : $"{first} and {last}")}."
                : $"No day folders exist under {roots}. New objects there are found only by full listings."
        );
    }

    private async Task<StepResult> LogAsync()
    {
        if (_search.Log is not { } log)
        {
            return _search.Archived is { } archived
                    ? new(
                        $"s3://{_config.Bucket}/{archived.Key} is archived, like all logs that were found. "
                            + "Restore the logs, and read their days again.",
                        IsSkipped: true
                    )
                : _requestLimitReached || !_search.SawAll
                    ? new($"{NoneSeen} so far. A read lists all objects.", IsSkipped: true)
                : throw NoLog();
        }

        try
        {
            _body = await _store!.GetAsync(log, cancellationToken);
        }
        catch (InputException e) when (DecryptionErrors.Contains(e.Error.Code))
        {
            _deferredError = e;
        }
        catch (ObjectUnreadableException)
        {
            return new(
                $"s3://{_config.Bucket}/{log.Key} is archived. Restore the log, and read its day again.",
                IsSkipped: true
            );
        }
        catch (ObjectMissingException e)
        {
            return new(
                $"s3://{_config.Bucket}/{log.Key} was listed, but cannot be read: {e.Message}. Run the test again.",
                IsSkipped: true
            );
        }

        return new($"s3://{_config.Bucket}/{log.Key} can be read.{SimilarSeen}");
    }

    private StepResult Decrypt()
    {
        ThrowDeferredUnless(_ => false);
        return new("The object is readable.");
    }

    private async Task<StepResult> ParseAsync()
    {
        var displayName = $"s3://{_config.Bucket}/{_search.Log!.Key}";
        await using var text = new DecodedObject(_body!, _search.Log.Size, displayName, limits);
        var sample = await LogSample.OfAsync(text, _config.Log, displayName, limits, cancellationToken);
        return sample.ExceedsRejectLimit
            ? throw new InputException(sample.FirstRejected!)
            : new(
                $"{displayName}: {sample.Records} records, {sample.Rejected} rejected lines"
                    + $"{(sample.IsWhole ? "" : " in the first lines")}."
            );
    }

    private string NoneSeen =>
        $"No {_config.Log.Title} was found among {_search.Objects} objects "
        + $"under {string.Join(", ", _search.Roots)} of s3://{_config.Bucket}";

    private string SimilarSeen =>
        _search.Similar.Count == 0
            ? ""
            : $" {_search.Similar.Count} objects are skipped: their names contain the log type "
                + $"but do not have the form {_config.Log.ObjectName}, such as {_search.Similar.First}.";

    private InputException NoLog()
    {
        var others = _search.OtherTypes.ToList();
        if (others.Count == 0)
        {
            return Errors.Of(
                ErrorCode.NoRoot,
                $"{NoneSeen}. The name of a log has the form {_config.Log.ObjectName}; "
                    + $"the objects include {(_search.Similar.Count > 0 ? _search.Similar.First : _search.AnyKey)}.",
                definition.PointerTo(SettingKind.Prefix)
            );
        }

        var error = Errors
            .Of(
                ErrorCode.OtherLogType,
                $"{NoneSeen}. Other logs that were found: "
                    + $"{string.Join(" and ", others.Select(other => $"{other.Log.Title} ({other.Count})"))}.",
                definition.PointerTo(SettingKind.LogType)
            )
            .Error;
        return new InputException(
            error with
            {
                Remedy =
                    $"Set {definition.NameOf(SettingKind.LogType)} to \"{others[0].Log.Id}\", "
                    + $"or wait for the first {_config.Log.Title}.",
            }
        );
    }

    /// <summary>
    /// Fails the step, because there are no objects under the prefix, with a suggestion of another prefix.
    /// </summary>
    private async Task FailWithSuggestionAsync(InputError? error)
    {
        var advice = PrefixSuggestion.Empty;
        try
        {
            advice = await new PrefixSuggester(Counted(reserve: 0), definition.Layout).SuggestAsync(
                _config,
                cancellationToken
            );
        }
        catch (Exception e) when (e is RequestLimitException or InputException { Error.Kind: ErrorKind.Access })
        {
            // A permission for the prefix alone does not allow listing the folders next to it.
        }

        if (error is null && advice.Found.Length == 0)
        {
            return;
        }

        error ??= Errors
            .Of(
                ErrorCode.NoRoot,
                $"There are no objects under s3://{_config.Bucket}/{_config.Prefix}. Found next to it: {advice.Found}. "
                    + "The first logs arrive some hours after logging is enabled.",
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

    private void ThrowDeferredUnless(Func<InputError, bool> belongsLater)
    {
        if (_deferredError is not null && !belongsLater(_deferredError.Error))
        {
            throw _deferredError;
        }
    }

    private Func<ListRequest, CancellationToken, Task<ListPage>> Counted(int reserve) =>
        (request, token) =>
            _store!.Requests < Limits.CheckRequests - reserve
                ? CheckedAsync(request, token)
                : throw new RequestLimitException();

    private async Task<ListPage> CheckedAsync(ListRequest request, CancellationToken token) =>
        new Paging().Checked(request, await _store!.ListAsync(request, token));

    private sealed class RequestLimitException : Exception;
}
