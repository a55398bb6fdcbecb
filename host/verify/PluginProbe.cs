using System.CommandLine;
using System.Text.Json;
using InputHost.Plugins;
using InputSdk;
using InputSdk.Conformance;

namespace InputHost.Verify;

/// <summary>
/// <c>inputhost probe</c>, which <c>verify</c> and <c>list</c> start: creates a plugin's connector and tests it against
/// rules. It reports line by line, so that the parent process knows which rule was being checked if the plugin ends the
/// process.
/// </summary>
internal static class PluginProbe
{
    /// <summary>The rule about how the entry type is created.</summary>
    private const string EntryRule = "M3";

    private const string Made = "made";
    private const string Refused = "refused";
    private const string Done = "done";

    /// <summary>Loading only reads files, and creating a connector does no I/O.</summary>
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(20);

    /// <summary>Longer than the timeout of the child for a rule.</summary>
    private static readonly TimeSpan RulePatience = VerifyReport.Patience + TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var folder = new Argument<string>("PLUGIN_DIR");
        var config = new Option<string?>("--config");
        var from = new Option<int>("--from-rule") { DefaultValueFactory = _ => Rules.All.Count };
        var command = new Command("probe", "Started by verify and list.") { folder, config, from };
        command.Hidden = true;
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(result.GetValue(folder)!, result.GetValue(config), result.GetValue(from), cancellationToken)
        );
        return command;
    }

    /// <summary>Creates the connector of a plugin in another process.</summary>
    /// <returns>The reason why it cannot be used; null when it can.</returns>
    public static async Task<string?> LoadAsync(Plugin plugin, CancellationToken cancellationToken)
    {
        using var child = new PluginChild(["probe", plugin.Folder]);
        await foreach (var line in child.LinesAsync(LoadPatience, cancellationToken))
        {
            var (what, why) = Parse(line);
            if (what is Made or Refused)
            {
                return what == Made ? null : why;
            }
        }

        return $"{child.End} while its connector was created";
    }

    /// <summary>
    /// Tests the connector of a plugin against all rules in other processes. A rule during which the process ends is
    /// broken, and the next process continues with the rule after it.
    /// </summary>
    /// <exception cref="HostException">The plugin is refused.</exception>
    public static async Task<VerifyReport> VerifyAsync(
        Plugin plugin,
        string? config,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>();
        while (findings.Count < Rules.All.Count)
        {
            var before = findings.Count;
            string[] options = [.. config is null ? [] : (string[])["--config", config], "--from-rule", $"{before}"];
            using var child = new PluginChild(["probe", plugin.Folder, .. options]);
            var isMade = false;
            await foreach (var line in child.LinesAsync(RulePatience, cancellationToken))
            {
                var (what, why) = Parse(line);
                isMade |= what == Made;
                if (what == Refused)
                {
                    throw new HostException(ErrorKind.Config, $"refused: {plugin.Folder}: {why}.");
                }

                if (Enum.TryParse<Verdict>(what, out var verdict))
                {
                    findings.Add(new Finding(Rules.All[findings.Count], verdict, why));
                }
            }

            if (!isMade)
            {
                return new VerifyReport(
                    plugin.Manifest,
                    [
                        .. Rules.All.Select(rule =>
                            rule.Number == EntryRule
                                ? new Finding(rule, Verdict.Broken, $"{child.End} while its connector was created")
                                : new Finding(rule, Verdict.Skipped, "the connector could not be created")
                        ),
                    ]
                );
            }

            if (findings.Count < Rules.All.Count)
            {
                findings.Add(new Finding(Rules.All[findings.Count], Verdict.Broken, child.End));
            }
        }

        return new VerifyReport(plugin.Manifest, findings);
    }

    private static async Task<int> RunAsync(
        string folder,
        string? config,
        int from,
        CancellationToken cancellationToken
    )
    {
        await using var parent = PluginChild.Parent();
        var plugin = PluginCatalog.Inspect(folder);
        IInputConnector connector;
        InputConfig? given;
        try
        {
            given = config is null ? null : VerifyCommand.Read(config, plugin);
            connector = PluginLoader.Load(plugin);
        }
        catch (PluginRefusedException e)
        {
            await parent.WriteLineAsync(Line(Refused, e.Message));
            return ExitCode.Usage;
        }

        await parent.WriteLineAsync(Line(Made, ""));
        var driver = new PluginDriver(plugin, connector, given);
        foreach (var rule in Rules.All.Skip(from))
        {
            var finding = await VerifyReport.FindAsync(rule, driver, VerifyReport.Patience, cancellationToken);
            await parent.WriteLineAsync(Line(finding.Verdict.ToString(), finding.Why));
        }

        await parent.WriteLineAsync(Line(Done, ""));
        return ExitCode.Done;
    }

    private static string Line(string what, string why) => JsonSerializer.Serialize<string[]>([what, why]);

    private static (string What, string Why) Parse(string line) =>
        JsonSerializer.Deserialize<string[]>(line) is [var what, var why]
            ? (what, why)
            : throw new InvalidOperationException("The child sent a line in an unknown format.");
}
