using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using InputSdk.S3.Check;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Configuration;
using InputSdk.S3.Formats;
using InputSdk.S3.Listing;
using InputSdk.S3.Read;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Specification;
using InputSdk.S3.Store;

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
        var format = RecordFormat.Of(_definition, config.Log, request.Format);
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
            Format = format,
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
        new BackfillCheck(_definition).RefuseFuture(config.Backfill, probe.Time, clock);
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
        if (new BackfillCheck(_definition).Compare(state.Backfill, config.Backfill) is { } ignored)
        {
            Report(host, "config.backfill_ignored", ignored);
        }

        return (new CheckpointTracker(state, Rules, EngineLimits), request.From.State);
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
