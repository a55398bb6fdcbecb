using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace InputSdk.S3;

/// <summary>
/// A connector for delimited logs that a service writes into S3: derive a class, pass its
/// <see cref="InputDefinition"/>, and it is complete.
/// </summary>
public abstract class S3InputConnector : IInputConnector
{
    private readonly InputDefinition _definition;
    private readonly Lazy<byte[]> _manifest;

    /// <summary>Makes the connector. Does no I/O.</summary>
    /// <param name="definition">What there is to read.</param>
    protected S3InputConnector(InputDefinition definition)
    {
        _definition = definition;
        _manifest = new Lazy<byte[]>(() => Manifest.Write(definition));
        OpenStore = (config, host, limits) => new AwsObjectStore(config, definition, host, limits);
    }

    /// <inheritdoc/>
    ReadOnlyMemory<byte> IInputConnector.Manifest => _manifest.Value;

    /// <summary>What the connector is made of.</summary>
    internal InputDefinition Definition => _definition;

    internal Func<S3Config, IInputHost, Limits, IObjectStore> OpenStore { get; init; }

    internal Limits EngineLimits { get; init; } = Limits.Default;

    /// <summary>Null for that of the process.</summary>
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
            Begin(config, probe, store.Clock, host);
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

    /// <summary>What an input is told once, when it starts.</summary>
    private void Begin(S3Config config, Probe probe, DateTimeOffset clock, IInputHost host)
    {
        // One clock may be wrong; the input is refused only when no clock has come to that time.
        if (config.Backfill > probe.Time && config.Backfill > clock)
        {
            throw Errors.Of(
                ErrorCode.BackfillInFuture,
                $"The backfill time {config.Backfill:yyyy-MM-ddTHH:mm:ssZ} is still to come: nothing would be read before.",
                _definition.PointerTo(SettingKind.BackfillStartTime)
            );
        }

        if (config.Region is not null && probe.Region is not null && probe.Region != config.Region)
        {
            Report(
                host,
                "s3.other_region",
                $"s3://{config.Bucket} is in the region {probe.Region} and is read there; the settings say {config.Region}."
            );
        }
    }

    /// <summary>The stored checkpoint, or a new one for a source that was never read.</summary>
    private (CheckpointTracker Tracker, ReadOnlyMemory<byte> LastState) Open(
        ReadRequest request,
        S3Config config,
        IInputHost host
    )
    {
        var source = SourceFingerprint.Of(Endpoints.Name, config);
        if (request.From is null)
        {
            foreach (var remark in config.Remarks)
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
        HoldBackfill(state.Backfill, config.Backfill, host);
        return (new CheckpointTracker(state, Rules, EngineLimits), request.From.State);
    }

    private void HoldBackfill(DateTimeOffset? begun, DateTimeOffset? configured, IInputHost host)
    {
        if (begun == configured)
        {
            return;
        }

        var (was, now) = ($"{begun:yyyy-MM-ddTHH:mm:ssZ}", $"{configured:yyyy-MM-ddTHH:mm:ssZ}");
        if (configured is null || configured < begun)
        {
            throw Errors.Of(
                ErrorCode.BackfillEarlier,
                $"This input began at the backfill time {was}; the settings now say {(configured is null ? "none" : now)}, which is earlier.",
                _definition.PointerTo(SettingKind.BackfillStartTime)
            );
        }

        Report(
            host,
            "config.backfill_ignored",
            $"The later backfill time {now} is ignored: this input began at {(begun is null ? "the oldest log" : was)}."
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
