using LocalS3;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Objects that are large, or that claim to be, within the memory limit of a read. <c>benchmarks/</c> has more cases.
/// </summary>
public sealed class MemoryStories : IDisposable
{
    private const string NoPeak = "there is no /proc with the peak memory of a process.";
    private const long MaxBytes = 256 * GzipFiles.MiB;

    private readonly FixtureFolder _work = new(withFixtures: false);

    public void Dispose() => _work.Dispose();

    [LinuxFact(NoPeak)]
    public async Task An_object_of_1_GiB_is_read_completely_with_little_memory()
    {
        var rows = GzipFiles.Rows(GzipFiles.MiB, seed: 1);
        GzipFiles.Write(Object, rows, 1024);
        var found = await ReadAsync();
        Assert.True(found.ExitCode == 0, found.Errors);
        Assert.Contains(
            $"{rows.Count(letter => letter == '\n') * 1024:N0} records from 1 object",
            found.Errors,
            StringComparison.Ordinal
        );
        Assert.InRange(found.Bytes, 1, MaxBytes);
    }

    [LinuxFact(NoPeak)]
    public async Task A_small_file_that_expands_beyond_the_limit_is_refused_with_little_memory()
    {
        GzipFiles.Write(Object, GzipFiles.PaddedRows(64 * GzipFiles.MiB), 40);
        Assert.InRange(new FileInfo(Object).Length, 1, 5 * GzipFiles.MiB);
        var found = await ReadAsync();
        Assert.True(found.ExitCode == 6, found.Errors);
        Assert.Contains("times the size", found.Errors, StringComparison.Ordinal);
        Assert.InRange(found.Bytes, 1, MaxBytes);
    }

    private string Object =>
        _work.File(
            $"{FixtureFolder.Root}/2024/03/09/123456789012_redshift_us-east-1_c_connectionlog_2024-03-09T00%3A53.gz"
        );

    private async Task<PeakMemory> ReadAsync()
    {
        await using var server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = _work.File("buckets") });
        return await PeakMemory.OfAsync(
            _work.Folder,
            [
                "dotnet",
                Path.Combine(Inputhost.Folder, "inputhost.dll"),
                "read",
                "--config",
                "connectionlog.json",
                "--state",
                "s.db",
            ],
            ("AWS_ENDPOINT_URL_S3", server.Endpoint.ToString())
        );
    }
}
