using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace InputSdk.S3;

/// <summary>
/// A connector for delimited logs that a service writes to S3. A derived class only passes its
/// <see cref="InputDefinition"/>.
/// </summary>
public abstract class S3InputConnector : IInputConnector
{
    private readonly InputDefinition _definition;
    private readonly Lazy<byte[]> _manifest;

    /// <summary>Creates the connector. Performs no I/O.</summary>
    /// <param name="definition">Names, settings, logs and key layout of the input.</param>
    protected S3InputConnector(InputDefinition definition)
    {
        _definition = definition;
        _manifest = new Lazy<byte[]>(() => Manifest.Write(definition));
        OpenStore = (config, host, limits) => new AwsObjectStore(config, definition, host, limits);
    }

    /// <inheritdoc/>
    ReadOnlyMemory<byte> IInputConnector.Manifest => _manifest.Value;

    internal InputDefinition Definition => _definition;

    internal Func<S3Config, IInputHost, Limits, IObjectStore> OpenStore { get; init; }

    internal Limits EngineLimits { get; init; } = Limits.Default;

    /// <summary>Null to use the capacity of the process.</summary>
    internal ReadCapacity? Capacity { get; init; }

    internal CheckpointRules Rules { get; init; } = new();

    internal Paging Paging { get; init; } = new();

    internal Func<byte[]> NewSalt { get; init; } = () => RandomNumberGenerator.GetBytes(CheckpointState.SaltBytes);

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        CancellationToken cancellationToken = default
    ) => new ConnectionTest(_definition, OpenStore, EngineLimits).RunAsync(config, host, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var config = ConfigReader.Read(_definition, request.Config);
        HostContextCheck.Check(config, host);
        var (tracker, lastState) = Open(request, config, host);
        var capacity = Capacity ?? ReadCapacity.OfProcess;
        using var store = OpenStore(config, host, EngineLimits);
        store.OnThrottled = () => capacity.Requests.Throttled(host.Time);
        var probe = await store.ProbeAsync(cancellationToken);
        if (request.From is null)
        {
            CheckFirstPass(config, probe, store.Clock, host);
        }

        var context = new ReadContext
        {
            Definition = _definition,
            Config = config,
            Host = host,
            Store = store,
            Rules = Rules,
            Paging = Paging,
            Limits = EngineLimits,
            Capacity = capacity,
            Requests = new Quota(request.Concurrency ?? long.MaxValue, capacity.Post),
            IsNew = request.From is null,
            Following = request.Following,
            SourceTime = probe.Time,
            TimeOfPass = Rules.TimeOfPass(probe.Time, store.Clock),
        };
        await foreach (var message in new ReadPass(context, tracker, lastState).RunAsync(request, cancellationToken))
        {
            yield return message;
        }
    }

    /// <summary>Checks and reports that apply only to the first pass of an input.</summary>
    private void CheckFirstPass(S3Config config, Probe probe, DateTimeOffset clock, IInputHost host)
    {
        // One clock can be wrong. The backfill time is rejected only if it is in the future by both clocks.
        if (config.Backfill > probe.Time && config.Backfill > clock)
        {
            throw Errors.Of(
                ErrorCode.BackfillInFuture,
                $"The backfill time {config.Backfill:yyyy-MM-ddTHH:mm:ssZ} is in the future. "
                    + "Until then, no object would be read.",
                _definition.PointerTo(SettingKind.BackfillStartTime)
            );
        }

        if (config.Region is not null && probe.Region is not null && probe.Region != config.Region)
        {
            Report(
                host,
                "s3.other_region",
                $"s3://{config.Bucket} is in the Region {probe.Region} and is read from there. "
                    + $"The settings specify the Region {config.Region}."
            );
        }
    }

    /// <summary>Opens the stored checkpoint, or creates one for a source that was never read.</summary>
    private (CheckpointTracker Tracker, ReadOnlyMemory<byte> LastState) Open(
        ReadRequest request,
        S3Config config,
        IInputHost host
    )
    {
        var source = SourceFingerprint.Of(Endpoints.Name, config);
        if (request.From is null)
        {
            foreach (var remark in config.Warnings)
            {
                Report(host, remark.Code, remark.ToString());
            }

            var fresh = new CheckpointState
            {
                Salt = NewSalt(),
                Source = source,
                Backfill = config.Backfill,
                Watermark = config.Backfill ?? DateTimeOffset.UnixEpoch,
            };
            return (new CheckpointTracker(fresh, Rules, EngineLimits), default);
        }

        var state = StateCodec.Read(request.From, source, Rules);
        CheckBackfillChange(state.Backfill, config.Backfill, host);
        return (new CheckpointTracker(state, Rules, EngineLimits), request.From.State);
    }

    private void CheckBackfillChange(DateTimeOffset? initial, DateTimeOffset? configured, IInputHost host)
    {
        if (initial == configured)
        {
            return;
        }

        var (was, now) = ($"{initial:yyyy-MM-ddTHH:mm:ssZ}", $"{configured:yyyy-MM-ddTHH:mm:ssZ}");
        if (configured is null || configured < initial)
        {
            throw Errors.Of(
                ErrorCode.BackfillEarlier,
                $"This input started with the backfill time {was}, "
                    + $"but the settings have {(configured is null ? "no backfill time" : $"the earlier time {now}")}.",
                _definition.PointerTo(SettingKind.BackfillStartTime)
            );
        }

        Report(
            host,
            "config.backfill_ignored",
            $"The later backfill time {now} is ignored: "
                + $"this input started at {(initial is null ? "the oldest log" : was)}."
        );
    }

    private static void Report(IInputHost host, string code, string message) =>
        host.Report(
            new InputEvent
            {
                Level = EventLevel.Info,
                Code = code,
                Message = message,
            }
        );
}
