using System.Globalization;
using InputSdk;

namespace InputHost.Read;

/// <summary>Displays a read to the user, on standard error.</summary>
internal interface IReadDisplay
{
    void WriteLine(LogLine line);

    void ShowProgress(string text);

    /// <summary>The connector reported an event. Called from several threads.</summary>
    void EventReported(InputEvent inputEvent) { }

    /// <summary>A message was written. Its buffers are valid until this returns.</summary>
    void MessageWritten(InputMessage message) { }

    /// <summary>A checkpoint was stored, with all records that it covers.</summary>
    void CheckpointStored(CheckpointReached reached) { }

    /// <summary>A pass ended without an error.</summary>
    void PassEnded() { }

    /// <summary>A pass of a continuous run ended with a temporary error. The next pass starts after a pause.</summary>
    void PassFailed(InputError error, TimeSpan pause) =>
        WriteLine(
            new LogLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{error.Code}: {error.Message} Retrying in {pause.TotalSeconds:0} s."
                ),
                error.Code,
                IsWarning: true
            )
        );

    /// <summary>Runs the read and shows its progress, if there is a terminal.</summary>
    Task RunAsync(Func<Task> read);
}
