using System.Text.Json.Nodes;
using InputHost.Plugins;
using InputHost.Verify;
using InputSdk;
using InputSdk.Conformance;
using Xunit;

namespace InputHost.Tests;

/// <summary>The author of a plugin checks whether a host would accept it, and which rules it breaks.</summary>
public sealed class VerifyStories : IDisposable
{
    private const string Id = "redshift-audit-logs";
    private static readonly string Shipped = Path.Combine(Inputhost.Folder, "plugins", Id);

    private readonly PluginFolders _plugins = new();

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public async Task The_shipped_plugin_keeps_every_rule_and_rules_that_need_a_source_are_reported_as_skipped()
    {
        var ended = await VerifyAsync(Shipped);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Equal(Rules.All.Count + 1, ended.Lines.Length);
        var skipped = Rules.All.Count(rule => rule.NeedsWorld);
        Assert.Equal($"{Id} 0.1.0: {Rules.All.Count - skipped} ok, 0 broken, {skipped} skipped.", ended.Lines[^1]);
        Assert.Contains(
            ended.Lines,
            line =>
                line.StartsWith("skipped  E4 ", StringComparison.Ordinal)
                && line.EndsWith("no source to read from.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Programs_get_the_same_report_as_JSON()
    {
        var ended = await VerifyAsync(Shipped + Path.DirectorySeparatorChar, "--json");
        var report = JsonNode.Parse(ended.Output)!;
        Assert.Equal((Id, 0), ((string?)report["id"], (int)report["broken"]!));
        Assert.Equal(
            Rules.All.Select(rule => (rule.Number, rule.NeedsWorld ? "skipped" : "ok")),
            report["rules"]!.AsArray().Select(rule => ((string)rule!["number"]!, (string)rule["verdict"]!))
        );
    }

    [Fact]
    public async Task A_copy_whose_manifest_was_changed_is_refused_before_its_code_is_loaded()
    {
        Directory.CreateDirectory(InPlugin(""));
        foreach (var file in Directory.GetFiles(Shipped))
        {
            File.Copy(file, InPlugin(Path.GetFileName(file)));
        }

        File.AppendAllText(InPlugin("manifest.json"), " ");
        await RefusedAsync("manifest.json has the SHA-256");
        PluginFolders.WriteHashes(InPlugin(""));
        await RefusedAsync("its manifest.json differs from the manifest in its code");
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_or_is_not_a_plugin_is_refused()
    {
        await RefusedAsync("There is no plugin folder");
        Directory.CreateDirectory(InPlugin(""));
        await RefusedAsync("it has no manifest.json");
    }

    [Fact]
    public async Task A_plugin_that_checks_no_setting_is_reported_with_the_numbers_of_the_rules_that_it_breaks()
    {
        ShipCareless(_ => { });
        var ended = await VerifyAsync(InPlugin(""));
        Assert.Equal((2, ""), (ended.ExitCode, ended.Errors));
        Assert.Contains(
            ended.Lines,
            line =>
                line.StartsWith("broken   C2 ", StringComparison.Ordinal)
                && line.EndsWith("Found: /settings/bucket: the connector accepts it.", StringComparison.Ordinal)
        );
        Assert.Equal(["C2", "C3", "C4", "C5", "C6", "C8", "D2"], RulesWith(ended, "broken"));
        Assert.Contains("A4", RulesWith(ended, "ok"));
        Assert.Contains(", 7 broken, ", ended.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_about_settings_are_skipped_when_the_schema_has_no_valid_example_until_a_file_has_one()
    {
        ShipCareless(manifest =>
            manifest["config"]!["properties"]!["settings"]!["properties"]!["bucket"]!["pattern"] =
                "^zq[0-9]{7}x$(?!\\n)"
        );
        var without = await VerifyAsync(InPlugin(""));
        Assert.Equal(0, without.ExitCode);
        Assert.Contains(
            without.Lines,
            line =>
                line.StartsWith("skipped  C1 ", StringComparison.Ordinal)
                && line.EndsWith("specify one with --config FILE.", StringComparison.Ordinal)
        );

        var config = Path.Combine(_plugins.Folder, "valid.json");
        File.WriteAllText(
            config,
            """{"input":"redshift-audit-logs","settings":{"bucket":"zq1234567x","""
                + """ "role_arn":"arn:aws:iam::123456789012:role/r"}}"""
        );
        var given = await VerifyAsync(InPlugin(""), "--config", config);
        Assert.Equal(2, given.ExitCode);
        Assert.Contains("C1", RulesWith(given, "ok"));
        Assert.Contains("C4", RulesWith(given, "broken"));

        File.WriteAllText(config, """{"input":"another"}""");
        var another = await VerifyAsync(InPlugin(""), "--config", config);
        Assert.Equal((2, ""), (another.ExitCode, another.Output));
        Assert.Contains("is for the input \"another\"", another.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ExitsWhenMade", "ended the process with exit code 0 while its connector was created")]
    [InlineData("CrashesWhenMade", "ended the process with exit code 134 while its connector was created")]
    public async Task A_plugin_that_ends_the_process_in_its_constructor_breaks_a_rule_and_is_refused_in_the_list(
        string entry,
        string found
    )
    {
        _plugins.Add("bad", entry);
        _plugins.Add("good");
        var ended = await VerifyAsync(_plugins.File("bad", ""));
        Assert.Equal((2, ""), (ended.ExitCode, ended.Errors));
        Assert.Equal(["M3"], RulesWith(ended, "broken"));
        Assert.Contains(ended.Lines, line => line.Contains(found, StringComparison.Ordinal));

        using var process = Inputhost.Start(
            _plugins.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), "list"],
            ("INPUTHOST_PLUGINS", _plugins.Folder)
        );
        var listed = await Inputhost.EndAsync(process);
        Assert.Equal(0, listed.ExitCode);
        Assert.StartsWith("good ", Assert.Single(listed.Lines), StringComparison.Ordinal);
        Assert.Contains(found, listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_ends_the_process_later_breaks_only_the_affected_rules()
    {
        _plugins.Add("bad", "ExitsWhenAsked");
        var ended = await VerifyAsync(_plugins.File("bad", ""));
        Assert.Equal(2, ended.ExitCode);
        Assert.Equal(Rules.All.Count + 1, ended.Lines.Length);
        Assert.Contains(
            ended.Lines,
            line =>
                line.StartsWith("broken", StringComparison.Ordinal)
                && line.Contains("it ended the process with exit code 0", StringComparison.Ordinal)
        );
        Assert.NotEmpty(RulesWith(ended, "ok"));
    }

    [Fact]
    public async Task An_internal_command_cannot_be_started_by_a_user()
    {
        var ended = await Inputhost.RunAsync(Inputhost.Folder, "probe", Shipped);
        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("an internal command; verify and list start it", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connector_that_does_not_end_breaks_the_rule_and_does_not_block_the_others()
    {
        var plugin = PluginCatalog.Open(Path.Combine(Inputhost.Folder, "plugins")).Find(Id);
        var driver = new PluginDriver(plugin, new HangingConnector(), given: null);
        var hung = await VerifyReport.FindAsync(
            Rules.Of("D2"),
            driver,
            TimeSpan.FromSeconds(1),
            CancellationToken.None
        );
        var other = await VerifyReport.FindAsync(
            Rules.Of("A7"),
            driver,
            TimeSpan.FromSeconds(1),
            CancellationToken.None
        );
        Assert.Equal((Verdict.Broken, Verdict.Ok), (hung.Verdict, other.Verdict));
        Assert.Equal("it did not end within 1 seconds", hung.Why);
    }

    private static IEnumerable<string> RulesWith(ProcessResult ended, string verdict) =>
        ended
            .Lines.Where(line => line.StartsWith(verdict + " ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private static Task<ProcessResult> VerifyAsync(string folder, params string[] options) =>
        Inputhost.RunAsync(Inputhost.Folder, ["verify", folder, .. options]);

    private async Task RefusedAsync(string reason)
    {
        var ended = await VerifyAsync(InPlugin(""));
        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Contains(reason, ended.Errors, StringComparison.Ordinal);
    }

    /// <summary>Installs code that accepts any settings, with the manifest of the shipped plugin.</summary>
    private void ShipCareless(Action<JsonObject> change) =>
        _plugins.Add(
            Id,
            manifest: manifest =>
            {
                var entry = manifest["entry"]!.DeepClone();
                manifest.Clear();
                foreach (
                    var (name, value) in JsonNode
                        .Parse(File.ReadAllText(Path.Combine(Shipped, "manifest.json")))!
                        .AsObject()
                )
                {
                    manifest[name] = value?.DeepClone();
                }

                manifest["entry"] = entry;
                change(manifest);
            }
        );

    private string InPlugin(string file) => _plugins.File(Id, file);

    /// <summary>Blocks the thread that calls it.</summary>
    public sealed class HangingConnector : IInputConnector
    {
        public ReadOnlyMemory<byte> Manifest => default;

        public IAsyncEnumerable<CheckStep> CheckAsync(
            InputConfig config,
            IInputHost host,
            CancellationToken cancellationToken = default
        )
        {
            using var never = new ManualResetEventSlim();
            never.Wait(CancellationToken.None);
            throw new NotSupportedException();
        }

        public IAsyncEnumerable<InputMessage> ReadAsync(
            ReadRequest request,
            IInputHost host,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();
    }
}
