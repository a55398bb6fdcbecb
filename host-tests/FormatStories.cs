using System.Text.Json.Nodes;
using Xunit;

namespace InputHost.Tests;

/// <summary>Reading the records of a plugin in one of its formats.</summary>
public sealed class FormatStories : IDisposable
{
    private const string Native = """{"n":1}""";
    private const string Ocsf = """{"n":1,"format":"ocsf"}""";

    private readonly PluginFolders _plugins = new();

    public FormatStories()
    {
        _plugins.Add("formats", manifest: members => members["formats"] = Formats("native", "ocsf"));
        _plugins.Add("earlier");
    }

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public async Task Records_are_in_the_requested_format_and_native_is_the_default()
    {
        Assert.Equal([Native], (await ReadAsync("formats")).Lines);
        Assert.Equal([Native], (await ReadAsync("formats", "--format", "native")).Lines);
        Assert.Equal([Native], (await ReadAsync("earlier", "--format", "native")).Lines);
        var ocsf = await ReadAsync("formats", "--format", "ocsf");
        Assert.Equal([Ocsf], ocsf.Lines);
        Assert.Contains("; 1 record without a readable time.", ocsf.Errors, StringComparison.Ordinal);
        var message = JsonNode.Parse((await ReadAsync("formats", "--format", "ocsf", "--envelope")).Lines[0])!;
        Assert.Equal(("ocsf", Ocsf), (message["format"]!.GetValue<string>(), message["data"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("formats", "Specify one of its formats: native, ocsf.")]
    [InlineData("earlier", "It has only the format native.")]
    public async Task A_format_that_the_plugin_does_not_have_is_refused_with_its_formats(string id, string remedy)
    {
        var refused = await ReadAsync(id, "--format", "cef", "--out", "out");
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Equal($"inputhost: The input \"{id}\" does not have the format \"cef\". {remedy}\n", refused.Errors);
        Assert.False(Directory.Exists(_plugins.File("out", "")));
    }

    [Fact]
    public async Task Each_format_has_its_own_file_and_a_changed_format_continues_from_the_checkpoint()
    {
        string[] options = ["--state", "s.db", "--out", "out"];
        await ReadAsync("formats", options);
        await ReadAsync("formats", [.. options, "--format", "ocsf"]);
        await ReadAsync("formats", options);
        Assert.Equal([Native, Native], await File.ReadAllLinesAsync(_plugins.File("out", "sample.ndjson")));
        Assert.Equal([Ocsf], await File.ReadAllLinesAsync(_plugins.File("out", "sample.ocsf.ndjson")));
    }

    [Fact]
    public async Task Segments_and_the_report_have_the_name_of_the_format()
    {
        string[] options = ["--state", "s.db", "--out", "out", "--format", "ocsf", "--rotate", "1d"];
        await ReadAsync("formats", options);
        File.SetLastWriteTimeUtc(_plugins.File("out", "sample.ocsf.ndjson"), DateTime.UnixEpoch);
        var ended = await ReadAsync("formats", [.. options, "--report", "report.json"]);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.Equal([Ocsf], await File.ReadAllLinesAsync(_plugins.File("out", "sample.ocsf-000001.ndjson")));
        Assert.Equal([Ocsf], await File.ReadAllLinesAsync(_plugins.File("out", "sample.ocsf.ndjson")));
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_plugins.Folder, "report.json")))!;
        Assert.Equal("ocsf", report["format"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_audit_compares_the_records_in_the_formats_of_the_output()
    {
        await ReadAsync("formats", "--out", "out", "--format", "ocsf", "--state", "s.db");
        var audit = await AuditAsync();
        Assert.Contains("compared with 1 file in out by content (ocsf)\n", audit.Output, StringComparison.Ordinal);
        Assert.Contains("the output has all 1 record and", audit.Output, StringComparison.Ordinal);
        await ReadAsync("formats", "--out", "out", "--state", "s.db");
        audit = await AuditAsync();
        Assert.Contains("2 files in out by content (ocsf, native)\n", audit.Output, StringComparison.Ordinal);
        Assert.Equal(0, audit.ExitCode);
        await File.WriteAllTextAsync(_plugins.File("out", "sample.ocsf.ndjson"), Native);
        Assert.Equal(0, (await AuditAsync()).ExitCode);
        await File.WriteAllTextAsync(_plugins.File("out", "sample.ndjson"), Ocsf);
        Assert.Equal(ExitCode.UnreadObjects, (await AuditAsync()).ExitCode);

        Task<ProcessResult> AuditAsync() =>
            RunAsync("audit", "--config", "input.json", "--days", "2024-03-10", "--out", "out");
    }

    [Fact]
    public async Task List_shows_the_formats_of_a_plugin_that_has_more_than_native()
    {
        _plugins.Add("path", manifest: members => members["formats"] = Formats("../a"));
        _plugins.Add("twice", manifest: members => members["formats"] = Formats("a", "a"));
        var list = await RunAsync("list");
        Assert.Equal(["earlier  1.0.0  A sample", "formats  1.0.0  A sample  formats: native, ocsf"], list.Lines);
        Assert.Contains("path: the ID of one of its formats does not", list.Errors, StringComparison.Ordinal);
        Assert.Contains("twice: it lists the format \"a\" more than once.", list.Errors, StringComparison.Ordinal);
    }

    private static JsonArray Formats(params string[] ids) =>
        [
            .. ids.Select(id => new JsonObject
            {
                ["id"] = id,
                ["title"] = id,
                ["description"] = id,
                ["schemas"] = new JsonObject(),
            }),
        ];

    private Task<ProcessResult> ReadAsync(string id, params string[] options)
    {
        File.WriteAllText(
            Path.Combine(_plugins.Folder, "input.json"),
            $$"""{ "input": "{{id}}", "settings": {}, "secrets": {} }"""
        );
        return RunAsync(["read", "--config", "input.json", .. options]);
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
