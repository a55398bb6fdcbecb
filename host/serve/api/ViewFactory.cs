using InputHost.Serve.Inputs;
using InputHost.Serve.Runs;
using InputSdk;

namespace InputHost.Serve.Api;

/// <summary>Creates the views of inputs that the API returns.</summary>
internal sealed class ViewFactory(LiveInputs inputs, RunServices services)
{
    private const int UnreadShown = 100;

    public Summary Summary(LiveInput input) => Summary(new InputSnapshot(input));

    private Summary Summary(InputSnapshot seen)
    {
        var stored = seen.Stored;
        var last = seen.Runs.Count == 0 ? null : seen.Runs[0];
        var next = inputs.NextRun(stored.Id);
        return new Summary
        {
            Id = stored.Id,
            Name = stored.Name,
            Connector = stored.Connector,
            ConnectorName = services.Connectors.Find(stored.Connector)?.Manifest.Name ?? stored.Connector,
            State =
                seen.IsStopping ? RunState.Stopping
                : seen.Progress is not null ? RunState.Running
                : last is { Error.Kind: ErrorKind.Transient } && next is not null ? RunState.Waiting
                : RunState.Idle,
            Outcome = last?.Outcome ?? Outcome.Never,
            LastError = last?.Error,
            NextRun = next,
            LastRunEnded = last?.Ended,
            Records = stored.Sums.Records,
            RejectedLines = stored.Sums.RejectedLines,
            Bytes = stored.Sums.Bytes,
            Objects = stored.Sums.Objects,
            Parked = seen.LeftCount,
            Cursor = stored.Cursor is { } cursor ? new CursorView(cursor.Time, cursor.Object) : null,
            LagSeconds = stored.Cursor is { } newest
                ? Math.Max(0, (long)(services.Time.GetUtcNow() - newest.Time).TotalSeconds)
                : null,
        };
    }

    public InputView Input(LiveInput input)
    {
        var seen = new InputSnapshot(input);
        var stored = seen.Stored;
        var folder = new DirectoryInfo(services.Data.RecordsPath(stored.Id, stored.Folder));
        return new InputView(Summary(seen))
        {
            Settings = stored.Settings,
            Secrets = stored.SecretsSet.ToDictionary(secret => secret.Key, secret => new SecretView(secret.Value)),
            Schedule = stored.Schedule,
            Format = stored.Format ?? RecordFormats.Native,
            MissingConnector = services.Connectors.Find(stored.Connector) is null,
            Full = stored.Full,
            Progress = Progress(seen.Progress),
            LastRuns = [.. seen.Runs.Select(View)],
            Chart =
            [
                .. services.Store.Minutes(stored.Id).Select(minute => new MinuteView(minute.Minute, minute.Records)),
            ],
            Left = [.. input.UnreadObjects.Take(UnreadShown)],
            Output = new OutputView(
                folder.FullName,
                [
                    .. Files(folder)
                        .OrderBy(file => file.Name, StringComparer.Ordinal)
                        .Select(file => new FileView(file.Name, file.Length)),
                ]
            ),
        };
    }

    /// <summary>The NDJSON files of a folder, which does not exist before the first run.</summary>
    public static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.Exists ? folder.EnumerateFiles("*.ndjson") : [];

    private static ProgressView? Progress(RunProgress? progress) =>
        progress is not null
            ? new ProgressView(
                progress.Started,
                progress.Totals.Listed,
                progress.Totals.ListedBytes,
                progress.Totals.Records,
                progress.Totals.Objects,
                progress.Totals.Bytes,
                progress.Totals.RejectedLines,
                progress.Text
            )
            : null;

    private static RunView View(StoredRun run) =>
        new(
            run.Started,
            run.Ended,
            run.Outcome,
            run.Sums.Records,
            run.Sums.Objects,
            run.Sums.Bytes,
            run.Sums.RejectedLines,
            run.Error,
            run.Remarks
        );

    /// <summary>
    /// A snapshot of an input, so that a view does not combine values from before and after a change. The current run
    /// is read first: if it has ended, its outcome is already stored.
    /// </summary>
    private sealed class InputSnapshot(LiveInput input)
    {
        public RunProgress? Progress { get; } = input.Progress;

        public bool IsStopping { get; } = input.IsStopping;

        /// <summary>The runs that have ended, the newest first.</summary>
        public IReadOnlyList<StoredRun> Runs { get; } =
        [.. input.History.Runs.Select(run => run.Run).Where(run => run.Outcome != Outcome.Running)];

        public StoredInput Stored { get; } = input.Stored;

        public int LeftCount { get; } = input.UnreadCount;
    }
}
