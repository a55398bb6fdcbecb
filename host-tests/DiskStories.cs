using System.Runtime.Versioning;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Full disks and files that are not writable: the error message, and that no record is lost or written twice.
/// </summary>
public sealed class DiskStories : IDisposable
{
    private static readonly string[] Read =
    [
        "read",
        "--config",
        "connectionlog.json",
        "--local-s3",
        "buckets",
        "--state",
        "s.db",
        "--out",
        "out",
    ];

    private readonly FixtureFolder _work = new();

    public void Dispose() => _work.Dispose();

    [UnixFact]
    public async Task A_file_size_limit_ends_the_read_and_the_next_run_writes_every_record_once()
    {
        Assert.Equal(0, (await Inputhost.RunAsync(_work.Folder, Read)).ExitCode);
        var before = await File.ReadAllBytesAsync(_work.File("out/connectionlog.ndjson"));
        for (var i = 0; i < 20; i++)
        {
            _work.AddLog(
                new DateTimeOffset(2025, 1, 1, i, 0, 0, TimeSpan.Zero),
                first: 1_000_000 + (i * 1000),
                rows: 1000
            );
        }

        var limited = await Inputhost.RunInShellAsync(_work.Folder, "trap '' XFSZ; ulimit -f 10000; exec \"$@\"", Read);
        Assert.Equal(4, limited.ExitCode);
        Assert.Contains(
            "out could not be written: the disk is full, or the file has reached the largest size",
            limited.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("Nothing after the last checkpoint was kept", limited.Errors, StringComparison.Ordinal);

        // On a busy machine, a checkpoint can be stored before the limit is reached. The lines that it covers are kept,
        // and they are complete.
        var kept = await File.ReadAllBytesAsync(_work.File("out/connectionlog.ndjson"));
        Assert.Equal(before, kept[..before.Length]);
        Assert.Equal((byte)'\n', kept[^1]);

        Assert.Equal(0, (await Inputhost.RunAsync(_work.Folder, Read)).ExitCode);
        await AssertSameAsUninterrupted();
    }

    [SmallDiskTheory]
    [InlineData("out", 64)]
    [InlineData("state", 16)]
    [InlineData("state", 32)]
    [InlineData("state", 40)]
    [InlineData("state", 48)]
    [InlineData("state", 56)]
    public async Task A_full_disk_ends_the_read_and_with_free_space_the_next_run_writes_every_record_once(
        string folder,
        int kibibytesFree
    )
    {
        Directory.CreateDirectory(_work.File(folder));
        Directory.CreateDirectory(_work.File("kept"));
        var script = $"""
            mount -t tmpfs -o size=1m none {folder}
            head -c {(1024 - kibibytesFree) * 1024} /dev/zero > {folder}/filler
            for run in 1 2 3; do "$@"; echo "ended $?" >&2; done
            rm {folder}/filler
            "$@"; echo "ended $?" >&2
            cp out/*.ndjson kept/
            """;
        string[] read = [.. Read[..^3], "state/s.db", .. Read[^2..]];
        Directory.CreateDirectory(_work.File("state"));
        var ended = await Inputhost.RunInShellAsync(
            _work.Folder,
            $"exec {Shell.WithOwnMounts} sh -c '{script}' sh \"$@\"",
            read
        );
        var codes = ended
            .Errors.Split('\n')
            .Where(line => line.StartsWith("ended ", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(["ended 4", "ended 0"], codes[^2..]);
        Assert.All(codes[..^1], code => Assert.Matches("ended [04]", code));
        Assert.Matches("(out|state/s.db) could not be written: the disk is full", ended.Errors);
        Assert.DoesNotContain("An internal error occurred", ended.Errors, StringComparison.Ordinal);
        Directory.Delete(_work.File("out"), recursive: true);
        Directory.Move(_work.File("kept"), _work.File("out"));
        await AssertSameAsUninterrupted();
    }

    [LinuxFact("there is no /dev/full, which simulates a full disk.")]
    public async Task A_full_disk_on_standard_output_is_not_treated_as_a_closed_pipe()
    {
        var ended = await Inputhost.RunInShellAsync(_work.Folder, "exec \"$@\" >/dev/full", Read[..^4]);
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains(
            "Standard output could not be written: the disk is full.",
            ended.Errors,
            StringComparison.Ordinal
        );
    }

    [ReadOnlyFact, UnsupportedOSPlatform("windows")]
    public async Task A_state_file_that_is_not_writable_is_named_before_the_read_starts()
    {
        Assert.Equal(0, (await ReadWithModesAsync()).ExitCode);
        File.SetUnixFileMode(_work.File("s.db"), UnixFileMode.UserRead);
        await AssertRefusedAsync("The state file s.db cannot be opened for writing");

        File.SetUnixFileMode(_work.File("s.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, (await ReadWithModesAsync()).ExitCode);
        await AssertSameAsUninterrupted();
    }

    [ReadOnlyFact, UnsupportedOSPlatform("windows")]
    public async Task A_state_file_in_a_folder_that_is_not_writable_is_named()
    {
        Directory.CreateDirectory(_work.File("locked"));
        File.SetUnixFileMode(_work.File("locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await AssertRefusedAsync("The state file locked/s.db cannot be opened for writing", "--state", "locked/s.db");
    }

    [ReadOnlyFact, UnsupportedOSPlatform("windows")]
    public async Task An_output_file_that_is_not_writable_is_named_before_the_read_starts()
    {
        Assert.Equal(0, (await ReadWithModesAsync()).ExitCode);
        _work.AddLog(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.SetUnixFileMode(_work.File("out/connectionlog.ndjson"), UnixFileMode.UserRead);
        await AssertRefusedAsync("out/connectionlog.ndjson");

        File.SetUnixFileMode(_work.File("out/connectionlog.ndjson"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(_work.File("out"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await AssertRefusedAsync("out cannot be written");
        File.SetUnixFileMode(
            _work.File("out"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    private async Task AssertRefusedAsync(string said, params string[] options)
    {
        var ended = await ReadWithModesAsync(options);
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.Equal(2, ended.ExitCode);
        Assert.DoesNotContain("records from", ended.Errors, StringComparison.Ordinal);
    }

    private Task<ProcessResult> ReadWithModesAsync(params string[] options) =>
        Inputhost.RunInShellAsync(
            _work.Folder,
            $"exec {Shell.WithoutOverride}\"$@\"",
            options.Length == 0 ? Read : [.. Read[..^4], .. options]
        );

    private async Task AssertSameAsUninterrupted()
    {
        var whole = await _work.ReadAsync("connectionlog.json");
        Assert.Equal(whole.Lines, await File.ReadAllLinesAsync(_work.File("out/connectionlog.ndjson")));
    }
}
