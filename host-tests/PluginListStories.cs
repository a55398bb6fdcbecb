using Xunit;

namespace InputHost.Tests;

/// <summary>The output for a folder with valid and invalid plugins.</summary>
public sealed class PluginListStories : IDisposable
{
    private readonly PluginFolders _plugins = new();

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public async Task List_shows_every_refusal_with_its_reason_and_no_secret_and_the_others_stay_usable()
    {
        _plugins.Add("good-1");
        _plugins.Add("good-2", build: "second");
        _plugins.Add("throws", "ThrowsWhenMade");
        _plugins.Add("loses", files: folder => File.Delete(Path.Combine(folder, "Dependency.dll")));
        _plugins.Add("next", build: "next");
        _plugins.Add("later", manifest: members => members["contract"]!["minor"] = 99);
        _plugins.Add("no-image", files: folder => File.WriteAllText(Path.Combine(folder, "Sample.dll"), "text"));
        File.AppendAllText(Path.Combine(_plugins.Add("damaged"), "Dependency.dll"), "x");

        var list = await RunAsync("list");
        Assert.Equal(0, list.ExitCode);
        Assert.Equal(["good-1  1.0.0  A sample", "good-2  1.0.0  A sample"], list.Lines);
        Assert.Equal(6, list.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(
            "throws: its code fails with InvalidOperationException.",
            list.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("loses: it needs Dependency 1.0.0.0, which is missing.", list.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "next: it needs InputSdk 2.0.0.0, but 1.0.0.0 would be loaded.",
            list.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("later: it needs contract 1.99, but this host has 1.", list.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "no-image: Sample.dll is not a .NET assembly for this machine.",
            list.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("damaged: Dependency.dll has the SHA-256 ", list.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", list.Errors, StringComparison.Ordinal);

        Assert.Equal("{\"n\":1}\n", (await ReadAsync("good-1")).Output);
        Assert.Equal("{\"n\":1}\n", (await ReadAsync("good-2")).Output);
        var refused = await ReadAsync("throws");
        Assert.Equal(ExitCode.Internal, refused.ExitCode);
        Assert.Equal(
            "inputhost: The input \"throws\" cannot be used: its code fails with InvalidOperationException.\n",
            refused.Errors
        );
    }

    [Fact]
    public async Task An_unknown_member_of_a_newer_contract_is_ignored_and_one_of_this_contract_is_refused()
    {
        _plugins.Add("newer", manifest: members => (members["contract"]!["minor"], members["added"]) = (99, "later"));
        _plugins.Add("mistyped", manifest: members => members["added"] = "now");
        _plugins.Add("insecure", manifest: members => members["documentationUrl"] = "javascript:alert(1)");
        _plugins.Add(
            "complete",
            manifest: members =>
                (members["category"], members["syncMode"], members["documentationUrl"]) = (
                    "Cloud Security",
                    "incremental",
                    "https://docs.example.com/"
                )
        );

        var list = await RunAsync("list");
        Assert.Equal(["complete  1.0.0  A sample  Cloud Security  incremental  https://docs.example.com/"], list.Lines);
        Assert.Contains("newer: it needs contract 1.99, but this host has 1.", list.Errors, StringComparison.Ordinal);
        Assert.Contains("mistyped: its manifest.json cannot be read", list.Errors, StringComparison.Ordinal);
        Assert.Contains("insecure: its documentationUrl does not start", list.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spec_does_not_run_the_code_of_the_plugin()
    {
        _plugins.Add("throws", "ThrowsWhenMade");
        var spec = await RunAsync("spec");
        Assert.Equal(File.ReadAllText(_plugins.File("throws", "manifest.json")), spec.Output);
        Assert.Equal((0, ""), (spec.ExitCode, spec.Errors));
    }

    private Task<ProcessResult> ReadAsync(string id)
    {
        var config = Path.Combine(_plugins.Folder, $"{id}.json");
        File.WriteAllText(config, $$"""{ "input": "{{id}}", "settings": {}, "secrets": {} }""");
        return RunAsync("read", "--config", config);
    }

    private async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        using var process = Inputhost.Start(
            _plugins.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. arguments],
            ("INPUTHOST_PLUGINS", _plugins.Folder)
        );
        return await Inputhost.EndAsync(process);
    }
}
