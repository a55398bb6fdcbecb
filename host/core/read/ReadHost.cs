using InputSdk;

namespace InputHost.Read;

/// <summary>The host's services for one read.</summary>
internal sealed class ReadHost(TimeProvider time, string tenantId, ReadTotals totals, IReadDisplay display) : IInputHost
{
    private readonly Lock _lock = new();

    public TimeProvider Time => time;

    public string TenantId => tenantId;

    public ReadTotals Totals => totals;

    public void Report(InputEvent inputEvent)
    {
        lock (_lock)
        {
            totals.Count(inputEvent);
        }

        display.EventReported(inputEvent);
        if (inputEvent.Level != EventLevel.Progress)
        {
            display.WriteLine(
                new LogLine(
                    inputEvent.Message,
                    inputEvent.Code,
                    IsWarning: inputEvent.Level == EventLevel.Warning,
                    inputEvent.Counters
                )
            );
        }

        display.ShowProgress(totals.Progress);
    }
}
