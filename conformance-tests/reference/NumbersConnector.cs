using System.Runtime.CompilerServices;
using System.Text;
using InputSdk;

namespace ConformanceTests;

/// <summary>
/// A connector that does not use S3: it reads lists of numbers, one on each line. It shows that the rules are not
/// specific to one kind of source.
/// </summary>
internal sealed class NumbersConnector(NumbersSource source) : IInputConnector
{
    public ReadOnlyMemory<byte> Manifest { get; init; } = NumbersManifest.Bytes;

    public async IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        Func<Task>[] steps =
        [
            () => Task.FromResult(NumbersConfig.Read(config)),
            () => source.ListAsync(cancellationToken),
        ];
        InputError? error = null;
        foreach (var (id, step) in new[] { "settings", "list" }.Zip(steps))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = error is null ? CheckOutcome.Passed : CheckOutcome.Skipped;
            try
            {
                await (error is null ? step() : Task.CompletedTask);
            }
            catch (InputException e)
            {
                (error, outcome) = (e.Error, CheckOutcome.Failed);
            }

            yield return new CheckStep
            {
                Id = id,
                Outcome = outcome,
                Message = "",
                Error = outcome == CheckOutcome.Failed ? error : null,
            };
        }
    }

    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var list = NumbersConfig.Read(request.Config);
        var format = NumbersFormats.Of(request.Format);
        var done = NumbersState.Read(request.From, list);
        var names = await source.ListAsync(cancellationToken);
        for (var file = done; file < names.Count; file++)
        {
            var (records, rejected, ordinal) = (0, 0, 0L);
            foreach (var line in await source.OpenAsync(names[file], cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var origin = NumbersSource.Origin(list, names[file], ++ordinal);
                var isNumber = line.All(char.IsAsciiDigit);
                (records, rejected) = isNumber ? (records + 1, rejected) : (records, rejected + 1);
                yield return isNumber ? Record(origin, format(origin, line)) : Rejected(origin, line);
            }

            yield return new CheckpointReached
            {
                Checkpoint = NumbersState.Write(file + 1, list),
                Records = records,
                RejectedLines = rejected,
                Objects = 1,
            };
        }

        host.Report(
            new InputEvent
            {
                Level = EventLevel.Progress,
                Code = "numbers.read",
                Message = "Read the list.",
            }
        );
    }

    private static RecordBatch Record(RecordOrigin origin, string json) =>
        new()
        {
            LogType = "numbers",
            Origin = origin,
            Count = 1,
            Records = Encoding.UTF8.GetBytes($"{json}\n"),
        };

    private static RejectedLine Rejected(RecordOrigin origin, string line) =>
        new()
        {
            LogType = "numbers",
            Origin = origin,
            Raw = Encoding.UTF8.GetBytes(line),
            Error = new InputError
            {
                Kind = ErrorKind.Data,
                Code = "line.no_number",
                Message = $"{origin} is not a number.",
            },
        };
}
