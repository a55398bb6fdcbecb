using System.Runtime.CompilerServices;
using System.Text;
using InputSdk;

namespace FormatsInput;

/// <summary>A connector with two formats. Each read delivers one record, with the next number.</summary>
public sealed class Connector : IInputConnector
{
    public ReadOnlyMemory<byte> Manifest
    {
        get
        {
            using var resource = typeof(Connector).Assembly.GetManifestResourceStream("manifest.json")!;
            var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    public async IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.CompletedTask;
        yield return new CheckStep
        {
            Id = "numbers",
            Outcome = CheckOutcome.Passed,
            Message = "Numbers are available.",
        };
    }

    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.CompletedTask;
        var number = request.From is null ? 1 : request.From.State.Span[0] + 1;
        yield return new RecordBatch
        {
            LogType = "numbers",
            Origin = new RecordOrigin
            {
                Container = "numbers",
                Object = $"{number}",
                Version = "1",
                Ordinal = 1,
            },
            Count = 1,
            Records = Encoding.UTF8.GetBytes(
                request.Format is null ? $"{{\"n\":{number}}}\n" : $"{{\"number\":{number}}}\n"
            ),
        };
        yield return new CheckpointReached
        {
            Checkpoint = new Checkpoint { Version = 1, State = new[] { (byte)number } },
            Records = 1,
            RejectedLines = 0,
            Objects = 1,
        };
    }
}
