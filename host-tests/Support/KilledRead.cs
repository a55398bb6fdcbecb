using System.Diagnostics;
using System.Security.Cryptography;
using InputHost.State;
using Xunit;

namespace InputHost.Tests;

/// <summary>The result of an uninterrupted read, and the range of its largest object in the output.</summary>
internal sealed record ExpectedRead(string Records, string Rejects, long LargeStart, long LargeEnd)
{
    public static async Task<ExpectedRead> ReadAsync(string folder, string large)
    {
        var (length, start, end) = (0L, 0L, 0L);
        await foreach (var line in File.ReadLinesAsync(Path.Combine(folder, KilledRead.RecordsFile)))
        {
            if (line.Contains(large, StringComparison.Ordinal))
            {
                (start, end) = (start == 0 ? length : start, length + line.Length + 1);
            }

            length += line.Length + 1;
        }

        return new ExpectedRead(
            await HashAsync(folder, KilledRead.RecordsFile),
            await HashAsync(folder, KilledRead.RejectsFile),
            start,
            end
        );
    }

    public static async Task<string> HashAsync(string folder, string name)
    {
        await using var file = File.OpenRead(Path.Combine(folder, name));
        return Convert.ToHexString(await SHA256.HashDataAsync(file));
    }

    public bool IsInLarge(long length) => length > LargeStart && length < LargeEnd;
}

/// <summary>Counts the situations that the kills created.</summary>
internal sealed class KillCounts
{
    /// <summary>Processes that were killed.</summary>
    public int Kills;

    /// <summary>A file contained data that no stored checkpoint covered.</summary>
    public int BeforeCommit;

    /// <summary>The file ended in the large object.</summary>
    public int InLarge;

    /// <summary>The stored checkpoint was in the large object.</summary>
    public int CheckpointInLarge;

    /// <summary>Reads that completed, some of them after many kills.</summary>
    public int Completed;

    /// <summary>
    /// Whether there were enough kills, and enough of each kind. The moments are random and depend on the machine, so
    /// up to four times as many kills can be needed.
    /// </summary>
    public bool AreEnough(int kills) =>
        Kills >= kills * 4
        || (Kills >= kills && BeforeCommit >= Least && InLarge >= Least && CheckpointInLarge >= Least);

    /// <summary>The minimum number of each kind.</summary>
    public const int Least = 3;
}

/// <summary>
/// Reads into new states and folders, one after another. Each is read by processes that are killed until one completes.
/// </summary>
internal sealed class KilledRead(
    string folder,
    Uri endpoint,
    string name,
    ExpectedRead truth,
    Random random,
    string seed
)
{
    public const string RecordsFile = "connectionlog.ndjson";
    public const string RejectsFile = "rejects.ndjson";

    private const int LargestGrowth = 80 * 1024 * 1024;

    private readonly string _out = Path.Combine(folder, name);
    private readonly string _state = Path.Combine(folder, $"{name}.db");

    public static Process Start(string folder, Uri endpoint, string state, string output, params string[] options) =>
        Inputhost.Start(
            folder,
            "dotnet",
            [
                Path.Combine(Inputhost.Folder, "inputhost.dll"),
                "read",
                "--config",
                "connectionlog.json",
                "--state",
                state,
                "--out",
                output,
                .. options,
            ],
            ("AWS_ENDPOINT_URL_S3", endpoint.ToString()),
            ("AWS_ENDPOINT_URL_STS", endpoint.ToString())
        );

    public async Task RunAsync(int kills, KillCounts hits)
    {
        while (!hits.AreEnough(kills))
        {
            Forget();
            while (await KilledAsync(mayKill: !hits.AreEnough(kills)))
            {
                Look(hits);
            }

            Assert.True(
                truth.Rejects == await ExpectedRead.HashAsync(_out, RejectsFile),
                $"{seed}: rejected lines differ"
            );
            Assert.True(truth.Records == await ExpectedRead.HashAsync(_out, RecordsFile), $"{seed}: records differ");
            Interlocked.Increment(ref hits.Completed);
        }

        Forget();
    }

    /// <returns>False if the process completed before it was killed.</returns>
    private async Task<bool> KilledAsync(bool mayKill)
    {
        using var process = Start(folder, endpoint, _state, _out);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var ended = process.WaitForExitAsync();
        if (mayKill)
        {
            await MomentAsync(ended);
            process.Kill();
        }

        await ended;
        await output;
        var said = await errors;
        if (OperatingSystem.IsWindows() ? process.ExitCode == -1 : process.ExitCode == 128 + 9)
        {
            return true;
        }

        Assert.True(process.ExitCode == 0, $"{seed}: ended with {process.ExitCode}: {said}");
        return false;
    }

    /// <summary>
    /// Waits for a random time after the start, or until the file has grown by a random number of bytes.
    /// </summary>
    private async Task MomentAsync(Task ended)
    {
        if (random.Next(4) == 0)
        {
            await Task.WhenAny(
                ended,
                Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 1_200)), TimeProvider.System)
            );
            return;
        }

        var (committed, _) = Committed();
        var wanted = committed + 1 + (long)(LargestGrowth * Math.Pow(random.NextDouble(), 2));
        while (!ended.IsCompleted && LengthOf(RecordsFile) < wanted)
        {
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }
    }

    private void Look(KillCounts hits)
    {
        var (records, rejects) = Committed();
        var (recordsFound, rejectsFound) = (LengthOf(RecordsFile), LengthOf(RejectsFile));
        Assert.True(
            recordsFound >= records && rejectsFound >= rejects,
            $"{seed}: a file is shorter than what was committed"
        );
        Interlocked.Increment(ref hits.Kills);
        Add(ref hits.BeforeCommit, recordsFound > records);
        Add(ref hits.InLarge, truth.IsInLarge(recordsFound));
        Add(ref hits.CheckpointInLarge, truth.IsInLarge(records));

        static void Add(ref int count, bool hit) => Interlocked.Add(ref count, hit ? 1 : 0);
    }

    /// <summary>Reads a copy, so that the next run finds the files exactly as the kill left them.</summary>
    private (long Records, long Rejects) Committed()
    {
        var copies = new[] { "", "-wal" }.Where(part => File.Exists(_state + part)).ToList();
        copies.ForEach(part => File.Copy(_state + part, $"{_state}.copy{part}", overwrite: true));
        try
        {
            using var state = SqliteCheckpointStore.Open($"{_state}.copy", "redshift-audit-logs");
            var lengths = state.Lengths(CheckpointKind.Current, _out);
            return (lengths.GetValueOrDefault(RecordsFile), lengths.GetValueOrDefault(RejectsFile));
        }
        finally
        {
            Array.ForEach(["", "-wal"], part => File.Delete($"{_state}.copy{part}"));
        }
    }

    private long LengthOf(string file)
    {
        var info = new FileInfo(Path.Combine(_out, file));
        return info.Exists ? info.Length : 0;
    }

    private void Forget()
    {
        Array.ForEach(["", "-wal"], part => File.Delete(_state + part));
        if (Directory.Exists(_out))
        {
            Directory.Delete(_out, recursive: true);
        }
    }
}
