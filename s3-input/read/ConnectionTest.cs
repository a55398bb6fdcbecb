using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// Tests a connection as a read would use it: settings, bucket, listing, and one log read to its
/// first lines. Bounded in requests; writes nothing.
/// </summary>
internal sealed class ConnectionTest(InputDefinition definition, Func<S3Config, IInputHost, IObjectStore> open, Limits limits)
{
    /// <summary>The steps in order, with the titles that people see.</summary>
    public static readonly IReadOnlyList<(string Id, string Title)> Steps =
    [
        ("settings", "The settings are complete"),
        ("bucket", "The bucket answers and accepts the credentials"),
        ("list", "The logs can be listed"),
        ("read", "A log can be read"),
    ];

    private S3Config? _config;
    private IObjectStore? _store;
    private DateTimeOffset _sourceTime;
    private ObjectVersion? _found;

    public async IAsyncEnumerable<CheckStep> RunAsync(
        InputConfig config, IInputHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<Task<string>>[] steps =
        [
            () => Task.FromResult(Settings(config)),
            () => BucketAsync(host, cancellationToken),
            () => ListAsync(cancellationToken),
            () => ReadAsync(cancellationToken),
        ];
        var failed = false;
        try
        {
            for (var i = 0; i < steps.Length; i++)
            {
                var step = failed
                    ? new CheckStep { Id = Steps[i].Id, Outcome = CheckOutcome.Skipped, Message = "" }
                    : await TryAsync(Steps[i].Id, steps[i]);
                failed |= step.Outcome == CheckOutcome.Failed;
                yield return step;
            }
        }
        finally
        {
            _store?.Dispose();
        }
    }

    private static async Task<CheckStep> TryAsync(string id, Func<Task<string>> step)
    {
        try
        {
            return new CheckStep { Id = id, Outcome = CheckOutcome.Passed, Message = await step() };
        }
        catch (InputException e)
        {
            return new CheckStep { Id = id, Outcome = CheckOutcome.Failed, Message = e.Error.Message, Error = e.Error };
        }
    }

    private string Settings(InputConfig config)
    {
        _config = ConfigReader.Read(definition, config);
        return $"The {_config.Log.Title} of s3://{_config.Bucket}/{_config.Prefix} is to be read.";
    }

    private async Task<string> BucketAsync(IInputHost host, CancellationToken cancellationToken)
    {
        _store = open(_config!, host);
        _sourceTime = await _store.ProbeAsync(cancellationToken);
        return $"s3://{_config!.Bucket} answered.";
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_sourceTime.UtcDateTime);
        var roots = await new Roots(_store!.ListAsync, definition.Layout).FindAsync(_config!, today, cancellationToken);
        var pages = 0;
        await foreach (var page in new Walk(_store.ListAsync, new CheckpointRules(), new DayFolders(definition.Layout.DayFolder), firstDay: null)
            .PagesAsync(roots, "", cancellationToken))
        {
            _found = page.Objects.FirstOrDefault(version =>
                _config!.Log.ObjectName.Matches(version.Key) && version.Size > 0 && !version.IsArchived);
            if (_found is not null || ++pages == Limits.CheckPages)
            {
                break;
            }
        }

        return _found is null
            ? $"No {_config!.Log.Title} was found yet under {string.Join(", ", roots.DefaultIfEmpty("the bucket"))}; they arrive some hours after logging is enabled."
            : $"Found s3://{_config!.Bucket}/{_found.Key}.";
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        if (_found is null)
        {
            return "There is no log to try yet.";
        }

        var place = $"s3://{_config!.Bucket}/{_found.Key}";
        try
        {
            var body = await _store!.GetAsync(_found, cancellationToken);
            using var text = await ObjectText.OpenAsync(body, _found.Size, place, limits, cancellationToken);
            return new RowReader(_config.Log).WidthOf(text.Window, text.IsWhole) is { } width
                ? $"{place} has rows of {width} columns."
                : throw Errors.Of(ErrorCode.NotALog, $"{place}: none of its lines is a row of the {_config.Log.Title}.");
        }
        catch (ObjectUnreadableException e)
        {
            return $"{place} could not be tried ({e.Reason}).";
        }
    }
}
