using System.Runtime.CompilerServices;
using System.Text;
using InputSdk;

namespace InputHost.Tests;

/// <summary>
/// A connector that reads a list of numbered records, some of them rejected, with a checkpoint after every third
/// message. Its state is the number of messages that are covered.
/// </summary>
internal sealed class ScriptedConnector(int messages) : IInputConnector
{
    public ReadOnlyMemory<byte> Manifest => default;

    /// <summary>Called before each message. It throws to end the pass.</summary>
    public Action<int> Before { get; set; } = _ => { };

    /// <summary>Added to the number of records in checkpoints.</summary>
    public int Miscount { get; set; }

    /// <summary>The last pass ends without a checkpoint.</summary>
    public bool ForgetsLastCheckpoint { get; set; }

    public List<ReadRequest> Requests { get; } = [];

    public IEnumerable<string> Records => Enumerable.Range(0, messages).Where(i => !IsRejected(i)).Select(Record);

    public IEnumerable<int> RejectedLines => Enumerable.Range(0, messages).Where(IsRejected);

    public IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.CompletedTask;
        Requests.Add(request);
        var (records, rejected) = (0, 0);
        for (var i = request.From is null ? 0 : BitConverter.ToInt32(request.From.State.Span); i < messages; i++)
        {
            Before(i);
            (records, rejected) = IsRejected(i) ? (records, rejected + 1) : (records + 1, rejected);
            yield return Message(i);
            if ((i % 3 == 2 || i == messages - 1) && !(ForgetsLastCheckpoint && i == messages - 1))
            {
                yield return new CheckpointReached
                {
                    Checkpoint = new Checkpoint { Version = 1, State = BitConverter.GetBytes(i + 1) },
                    Records = records + Miscount,
                    RejectedLines = rejected,
                    Objects = 0,
                };
                (records, rejected) = (0, 0);
            }
        }
    }

    private static bool IsRejected(int i) => i % 5 == 4;

    private static string Record(int i) => $"{{\"number\":{i}}}";

    private static InputMessage Message(int i)
    {
        var origin = new RecordOrigin
        {
            Container = "b",
            Object = "k",
            Version = "v",
            Ordinal = i + 1,
        };
        return IsRejected(i)
            ? new RejectedLine
            {
                LogType = "numbers",
                Origin = origin,
                Raw = BitConverter.GetBytes(i),
                Error = new InputError
                {
                    Kind = ErrorKind.Data,
                    Code = "line.shape",
                    Message = "It is no number.",
                },
            }
            : new RecordBatch
            {
                LogType = "numbers",
                Origin = origin,
                Count = 1,
                Records = Encoding.UTF8.GetBytes(Record(i) + "\n"),
            };
    }
}
