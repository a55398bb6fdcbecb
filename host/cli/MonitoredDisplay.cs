using InputHost.Health;
using InputHost.Read;
using InputSdk;

namespace InputHost.Cli;

/// <summary>
/// A display that also keeps the figures of a run, and reports them: to systemd, to a health file, and as lines in the
/// log of a continuous run.
/// </summary>
internal sealed class MonitoredDisplay(
    IReadDisplay display,
    RunHealth health,
    ReadTotals totals,
    ServiceNotifier service,
    TimeProvider time
) : IReadDisplay
{
    /// <summary>The health file is also written while a long pass stores checkpoints, but not more often.</summary>
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(10);

    private readonly FollowNews _news = new(health.Started);
    private long? _written;
    private string? _fault;

    /// <summary>The file that receives the figures; null if there is none.</summary>
    public HealthFile? File { get; init; }

    /// <summary>Whether to write the lines of a continuous run.</summary>
    public bool WritesNews { get; init; }

    public void WriteLine(LogLine line) => display.WriteLine(line);

    public void ShowProgress(string text) => display.ShowProgress(text);

    public void EventReported(InputEvent inputEvent)
    {
        health.Count(inputEvent);
        display.EventReported(inputEvent);
    }

    public void MessageWritten(InputMessage message)
    {
        health.NoteActivity();
        display.MessageWritten(message);
    }

    public void CheckpointStored(CheckpointReached reached)
    {
        health.Commit(reached, totals.Bytes);
        display.CheckpointStored(reached);
        WriteHour();
        if (_written is not { } written || time.GetElapsedTime(written) >= BetweenWrites)
        {
            WriteFile();
        }
    }

    public void PassEnded()
    {
        health.EndPass(totals.Unread);
        Write(_news.EndPass(health.Figures, time.GetUtcNow()));
        display.PassEnded();
        WriteHour();
        WriteFile();
        service.Status($"{totals.Progress}. The last pass ended at {time.GetUtcNow():HH:mm:ss} UTC.");
    }

    public void PassFailed(InputError error, TimeSpan pause)
    {
        health.FailPass(error);
        _news.FailPass(time.GetUtcNow());
        display.PassFailed(error, pause);
        WriteHour();
        WriteFile();
        service.Status($"Failing since {health.Failure?.Since:HH:mm:ss} UTC: {error.Code}");
    }

    public Task RunAsync(Func<Task> read) =>
        display.RunAsync(async () =>
        {
            WriteFile();
            service.Ready(totals.Progress, () => health.IsAlive, time);
            await read();
        });

    private void WriteHour()
    {
        if (_news.EndHour(health.Figures, time.GetUtcNow()) is { } line)
        {
            Write([line]);
        }
    }

    private void Write(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in WritesNews ? lines : [])
        {
            display.WriteLine(line);
        }
    }

    /// <summary>A health file that cannot be written does not stop the read: its old time shows the fault.</summary>
    private void WriteFile()
    {
        try
        {
            File?.Write(health, time.GetUtcNow());
            (_written, _fault) = (time.GetTimestamp(), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_fault != e.Message)
            {
                display.WriteLine(
                    new LogLine(
                        $"The health file could not be written: {e.Message}",
                        "run.health_file",
                        IsWarning: true
                    )
                );
            }

            _fault = e.Message;
        }
    }
}
