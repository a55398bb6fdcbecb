using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InputSdk;

namespace InputHost;

/// <summary>The steps of a connection test, as lines for people and as JSON for programs.</summary>
/// <param name="named">The manifest's list of steps: id and title of each.</param>
internal sealed class CheckReport(JsonElement named)
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Dictionary<string, string> _titles = named.EnumerateArray()
        .ToDictionary(step => step.GetProperty("id").GetString()!, step => step.GetProperty("title").GetString()!);

    private readonly List<CheckStep> _steps = [];

    public int ExitCode => _steps.FirstOrDefault(step => step.Error is not null) is { Error.Kind: var kind }
        ? InputHost.ExitCode.Of(kind) : InputHost.ExitCode.Done;

    public void Add(CheckStep step) => _steps.Add(step);

    /// <summary>A line, and for a step that failed what is wrong and what to change below it.</summary>
    public IEnumerable<string> LinesOf(CheckStep step)
    {
        var indent = new string(' ', Head(step.Outcome, "").Length);
        if (step.Error is not { } error)
        {
            yield return Head(step.Outcome, step.Id) + (step.Message.Length == 0 ? "Not tried." : step.Message);
            yield break;
        }

        yield return $"{Head(step.Outcome, step.Id)}{error.Code}{(error.Pointer is null ? "" : $" at {error.Pointer}")}: {error.Message}";
        if (error.Call is not null || error.Permission is not null)
        {
            yield return indent + string.Join("; ", new[]
            {
                error.Call is null ? null : $"The call was {error.Call}",
                error.Permission is null ? null : $"what is missing is {error.Permission}",
            }.OfType<string>()) + ".";
        }

        foreach (var line in error.Remedy is null || error.Message.Contains(error.Remedy, StringComparison.Ordinal) ? [] : error.Remedy.Split('\n'))
        {
            yield return indent + line;
        }
    }

    /// <summary>The sum of it, for the end.</summary>
    public string Summary()
    {
        int Count(CheckOutcome outcome) => _steps.Count(step => step.Outcome == outcome);
        return $"{Count(CheckOutcome.Passed)} passed, {Count(CheckOutcome.Failed)} failed, {Count(CheckOutcome.Skipped)} skipped.";
    }

    public string Json() => JsonSerializer.Serialize(
        new
        {
            passed = _steps.All(step => step.Outcome == CheckOutcome.Passed),
            steps = _steps.Select(step => new
            {
                id = step.Id,
                title = Title(step.Id),
                outcome = Word(step.Outcome),
                message = step.Message,
                error = step.Error is not { } error ? null : new
                {
                    code = error.Code,
                    kind = error.Kind.ToString(),
                    message = error.Message,
                    pointer = error.Pointer,
                    call = error.Call,
                    permission = error.Permission,
                    remedy = error.Remedy,
                },
            }),
        },
        Plain);

    private string Head(CheckOutcome outcome, string id) => $"{Word(outcome),-8} {id.PadRight(_titles.Keys.Max(name => name.Length))}  ";

    private string Title(string id) => _titles.GetValueOrDefault(id, id);

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "failed",
        _ => "skipped",
    };
}
