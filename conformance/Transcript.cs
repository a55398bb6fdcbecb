using System.Text;

namespace InputSdk.Conformance;

/// <summary>The messages of a read, copied from the buffers that belong to the connector.</summary>
internal sealed class Transcript : IInputHost
{
    private readonly Lock _lock = new();
    private readonly List<InputEvent> _events = [];
    private int _covered;

    public List<InputMessage> Messages { get; } = [];

    public List<(RecordOrigin Origin, string LogType, string Json)> Records { get; } = [];

    /// <summary>Records and rejected lines, in order.</summary>
    public List<SourceLine> Lines { get; } = [];

    /// <summary>The last checkpoint, or the one that the read started from.</summary>
    public Checkpoint? Checkpoint { get; private set; }

    public InputError? Error { get; private set; }

    /// <summary>The exception that ended the read.</summary>
    public Exception? Thrown { get; private set; }

    /// <summary>An exception that escaped and is not an <see cref="InputException"/>.</summary>
    public Exception? UnexpectedException { get; private set; }

    public TimeProvider Time { get; private init; } = TimeProvider.System;

    public string TenantId => "tenant-1";

    public IReadOnlyList<InputEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The lines that a host has stored if it stores lines and checkpoint together.</summary>
    public IEnumerable<SourceLine> Covered => Lines.Take(_covered);

    public static Task<Transcript> OfAsync(
        IInputConnector connector,
        InputConfig config,
        Checkpoint? from = null,
        int messages = int.MaxValue
    ) =>
        OfAsync(
            connector,
            new ReadRequest { Config = config, From = from },
            TimeProvider.System,
            messages,
            _ => { },
            default
        );

    /// <summary>A read in a format, for a host with the given clock.</summary>
    public static Task<Transcript> InFormatAsync(
        SourceWorld world,
        string? format,
        Checkpoint? from = null,
        TimeProvider? clock = null
    ) =>
        OfAsync(
            world.Connect(),
            new ReadRequest
            {
                Config = world.Config,
                From = from,
                Format = format,
            },
            clock ?? TimeProvider.System,
            int.MaxValue,
            _ => { },
            default
        );

    /// <summary>A read that is cancelled after the given number of messages.</summary>
    public static Task<Transcript> CancelledAsync(
        IInputConnector connector,
        InputConfig config,
        CancellationTokenSource cancel,
        int after
    )
    {
        void CancelAt(int count)
        {
            if (count == after)
            {
                cancel.Cancel();
            }
        }

        return OfAsync(
            connector,
            new ReadRequest { Config = config },
            TimeProvider.System,
            int.MaxValue,
            CancelAt,
            cancel.Token
        );
    }

    private static async Task<Transcript> OfAsync(
        IInputConnector connector,
        ReadRequest request,
        TimeProvider clock,
        int messages,
        Action<int> onCount,
        CancellationToken cancellationToken
    )
    {
        var transcript = new Transcript { Checkpoint = request.From, Time = clock };
        onCount(0);
        try
        {
            await foreach (var message in connector.ReadAsync(request, transcript, cancellationToken))
            {
                transcript.Take(message);
                onCount(transcript.Messages.Count);
                if (--messages == 0)
                {
                    break;
                }
            }
        }
        catch (InputException e)
        {
            (transcript.Error, transcript.Thrown) = (e.Error, e);
        }
        catch (Exception e)
        {
            (transcript.UnexpectedException, transcript.Thrown) = (e, e);
        }

        return transcript;
    }

    /// <summary>Runs passes, as a host does, until a pass delivers no lines.</summary>
    public static async Task<List<SourceLine>> AllAsync(SourceWorld world, Checkpoint? from = null)
    {
        var lines = new List<SourceLine>();
        for (var pass = 0; pass < 20; pass++)
        {
            var read = await OfAsync(world.Connect(), world.Config, from);
            lines.AddRange(read.Covered);
            from = read.Checkpoint;
            world.LetTimePass();
            if (read is { Error: null, UnexpectedException: null, Lines.Count: 0 } && pass > 2)
            {
                break;
            }
        }

        return lines;
    }

    void IInputHost.Report(InputEvent inputEvent)
    {
        lock (_lock)
        {
            _events.Add(inputEvent);
        }
    }

    private void Take(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                var text = Encoding.UTF8.GetString(batch.Records.Span);
                Messages.Add(batch with { Records = batch.Records.ToArray() });
                var ordinal = batch.Origin.Ordinal;
                foreach (var json in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    var origin = batch.Origin with { Ordinal = ordinal++ };
                    Records.Add((origin, batch.LogType, json));
                    Lines.Add(new SourceLine(origin, IsRecord: true));
                }

                break;
            case RejectedLine rejected:
                Messages.Add(rejected with { Raw = rejected.Raw.ToArray() });
                Lines.Add(new SourceLine(rejected.Origin, IsRecord: false));
                break;
            case CheckpointReached reached:
                Messages.Add(reached);
                Checkpoint = reached.Checkpoint;
                _covered = Lines.Count;
                break;
            default:
                Messages.Add(message);
                break;
        }
    }
}
