using System.Text.Json;
using Xunit;

namespace InputHost.Tests;

/// <summary>The shells, supervisors and limits that start the program.</summary>
public sealed class ProcessRequirementStories : IDisposable
{
    private const int Rows = 244;

    private static readonly string[] Read = ["read", "--config", "connectionlog.json", "--local-s3", "buckets"];

    private readonly FixtureFolder _work = new();

    public void Dispose() => _work.Dispose();

    [UnixTheory]
    [InlineData("\"$@\" > log 2>&1", 0, 0)]
    [InlineData("{ echo before; \"$@\"; echo after; } > log", 1, 1)]
    [InlineData("exec > log; echo before; \"$@\"; \"$@\"; echo after", 1, 1)]
    [InlineData("echo before > log; \"$@\" >> log 2>&1", 1, 0)]
    public async Task Standard_output_continues_after_existing_content(string script, int before, int after)
    {
        var ended = await Inputhost.RunInShellAsync(_work.Folder, script, Read);
        Assert.Equal(0, ended.ExitCode);
        var lines = await File.ReadAllLinesAsync(_work.File("log"));
        Assert.Equal((before > 0, after > 0), (lines[0] == "before", lines[^1] == "after"));
        var reads = script.Split("\"$@\"").Length - 1;
        Assert.Equal(
            reads * Rows,
            lines.Count(line =>
                line.StartsWith('{') && JsonDocument.Parse(line).RootElement.TryGetProperty("username", out _)
            )
        );
        Assert.DoesNotContain('\0', string.Concat(lines));
    }

    [UnixTheory]
    [InlineData("exec \"$@\" >&-", "Standard output is closed.")]
    [InlineData("exec \"$@\" 2>&-", "Standard error is closed.")]
    [InlineData("ulimit -n 64; exec \"$@\"", "can open 64 files but needs 256")]
    public async Task A_missing_requirement_is_reported_before_the_read_starts(string script, string said)
    {
        var ended = await Inputhost.RunInShellAsync(_work.Folder, script, [.. Read, "--state", "s.db"]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(said, ended.Output + ended.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_work.File("s.db")));
    }

    [UnixTheory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/urandom")]
    public async Task An_endless_configuration_file_is_refused(string path)
    {
        var ended = await Inputhost.RunAsync(_work.Folder, "read", "--config", path);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("is larger than", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_state_file_is_refused_and_not_changed()
    {
        var state = _work.File("s.db");
        await File.WriteAllBytesAsync(state, []);
        var ended = await Inputhost.RunAsync(_work.Folder, [.. Read, "--state", "s.db"]);
        Assert.Equal((5, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("is empty, so the checkpoint is missing", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(state).Length);
    }
}
