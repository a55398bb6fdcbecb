using System.Text.Encodings.Web;
using System.Text.Json;
using InputHost.Plugins;
using InputSdk.Conformance;

namespace InputHost.Verify;

internal enum Verdict
{
    Ok,
    Broken,
    Skipped,
}

/// <summary>The result of one rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Verdict">The result.</param>
/// <param name="Why">What was found, or why the rule was skipped; empty when the rule is met.</param>
internal sealed record Finding(Rule Rule, Verdict Verdict, string Why);

/// <summary>The results of all rules for a plugin.</summary>
internal sealed record VerifyReport(PluginManifest Plugin, IReadOnlyList<Finding> Findings)
{
    /// <summary>These rules read no source, so a connector that takes longer than this hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Plain = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Count(Verdict verdict) => Findings.Count(finding => finding.Verdict == verdict);

    /// <summary>One line for each rule, and a summary line.</summary>
    public List<string> Lines() =>
        [
            .. Findings.Select(finding =>
                finding.Verdict switch
                {
                    Verdict.Broken =>
                        $"broken   {finding.Rule.Number, -3} {finding.Rule.Requirement} Found: {finding.Why}.",
                    Verdict.Skipped =>
                        $"skipped  {finding.Rule.Number, -3} {finding.Rule.Requirement} Skipped: {finding.Why}.",
                    _ => $"ok       {finding.Rule.Number, -3} {finding.Rule.Requirement}",
                }
            ),
            $"{Plugin.Id} {Plugin.Version}: {Count(Verdict.Ok)} ok, {Count(Verdict.Broken)} broken, "
                + $"{Count(Verdict.Skipped)} skipped.",
        ];

    public string Json() =>
        JsonSerializer.Serialize(
            new
            {
                id = Plugin.Id,
                version = Plugin.Version,
                ok = Count(Verdict.Ok),
                broken = Count(Verdict.Broken),
                skipped = Count(Verdict.Skipped),
                rules = Findings.Select(finding => new
                {
                    number = finding.Rule.Number,
                    must = finding.Rule.Requirement,
                    verdict = Word(finding.Verdict),
                    why = finding.Why,
                }),
            },
            Plain
        );

    private static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Ok => "ok",
            Verdict.Broken => "broken",
            _ => "skipped",
        };

    /// <summary>Tests a connector against one rule.</summary>
    public static async Task<Finding> FindAsync(
        Rule rule,
        ConnectorDriver driver,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        try
        {
            // On another thread, because a connector can block the calling thread.
            await Task.Run(() => rule.VerifyAsync(driver), cancellationToken).WaitAsync(patience, cancellationToken);
            return new Finding(rule, Verdict.Ok, "");
        }
        catch (RuleSkippedException e)
        {
            return new Finding(rule, Verdict.Skipped, e.Message);
        }
        catch (RuleBrokenException e)
        {
            return new Finding(rule, Verdict.Broken, e.Message.TrimEnd('.'));
        }
        catch (TimeoutException)
        {
            return new Finding(rule, Verdict.Broken, $"it did not end within {patience.TotalSeconds} seconds");
        }
    }
}
