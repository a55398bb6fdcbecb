using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InputSdk;

namespace InputHost.Commands;

/// <summary>The steps of a connection test, formatted as lines of text and as JSON.</summary>
/// <param name="named">The manifest's list of steps, with ids and titles. Null if there is no manifest yet.</param>
internal sealed class CheckReport(JsonElement? named = null)
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Dictionary<string, string> _titles = (named?.EnumerateArray() ?? default).ToDictionary(
        step => step.GetProperty("id").GetString()!,
        step => step.GetProperty("title").GetString()!
    );

    private readonly List<CheckStep> _steps = [];

    public int ExitCode =>
        _steps.FirstOrDefault(step => step.Error is not null) is { Error.Kind: var kind }
            ? InputHost.ExitCode.Of(kind)
            : InputHost.ExitCode.Done;

    public void Add(CheckStep step) => _steps.Add(step);

    /// <summary>One line for the step. For a failed step, more lines show the details and the remedy.</summary>
    public IEnumerable<string> LinesOf(CheckStep step)
    {
        var indent = new string(' ', Head(step.Outcome, "").Length);
        if (step.Error is not { } error)
        {
            yield return Head(step.Outcome, step.Id) + (step.Message.Length == 0 ? "Not tried." : step.Message);
            yield break;
        }

        var pointer = error.Pointer is null ? "" : $" at {error.Pointer}";
        yield return $"{Head(step.Outcome, step.Id)}{error.Code}{pointer}: {error.Message}";
        if (error.Call is not null || error.Permission is not null)
        {
            yield return indent
                + string.Join(
                    " ",
                    new[]
                    {
                        error.Call is null ? null : $"Failed call: {error.Call}.",
                        error.Permission is null ? null : $"Missing permission: {error.Permission}.",
                    }.OfType<string>()
                );
        }

        foreach (
            var line in error.Remedy is null || error.Message.Contains(error.Remedy, StringComparison.Ordinal)
                ? []
                : error.Remedy.Split('\n')
        )
        {
            yield return indent + line;
        }
    }

    /// <summary>The number of steps by outcome.</summary>
    public string Summary()
    {
        int Count(CheckOutcome outcome) => _steps.Count(step => step.Outcome == outcome);
        return $"{Count(CheckOutcome.Passed)} passed, {Count(CheckOutcome.Failed)} failed, "
            + $"{Count(CheckOutcome.Skipped)} skipped.";
    }

    /// <summary>All steps. <c>failed</c> is true exactly if the exit code is not 0.</summary>
    /// <param name="end">The error that ended the check outside its steps, such as a missing file.</param>
    public string Json(Exception? end = null) =>
        JsonSerializer.Serialize(
            new
            {
                failed = end is not null || ExitCode != InputHost.ExitCode.Done,
                steps = _steps.Select(step => new
                {
                    id = step.Id,
                    title = Title(step.Id),
                    outcome = Word(step.Outcome),
                    message = step.Message,
                    error = step.Error is null ? null : Parts(step.Error),
                }),
                error = end switch
                {
                    null => null,
                    InputException e => Parts(e.Error),
                    _ => new { message = end.Message },
                },
            },
            Plain
        );

    private static object Parts(InputError error) =>
        new
        {
            code = error.Code,
            kind = error.Kind.ToString(),
            message = error.Message,
            pointer = error.Pointer,
            call = error.Call,
            permission = error.Permission,
            remedy = error.Remedy,
        };

    private string Head(CheckOutcome outcome, string id) =>
        $"{Word(outcome), -8} {id.PadRight(_titles.Keys.Max(name => name.Length))}  ";

    private string Title(string id) => _titles.GetValueOrDefault(id, id);

    private static string Word(CheckOutcome outcome) =>
        outcome switch
        {
            CheckOutcome.Passed => "passed",
            CheckOutcome.Failed => "failed",
            _ => "skipped",
        };
}
