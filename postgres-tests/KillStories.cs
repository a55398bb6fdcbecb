using System.Security.Cryptography;
using Xunit.Abstractions;

namespace PostgresTests;

/// <summary>
/// Processes and servers are killed at random moments. <c>benchmarks -- database-kills</c> does the same for longer.
/// </summary>
public sealed class KillStories(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task Every_line_is_stored_once_and_the_checkpoint_never_goes_back()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"Seed {seed}");

        // A server of its own, because the other tests do not expect that it ends.
        using var server = await PostgresServer.StartAsync();
        await using var reads = await KilledDatabaseReads.StartAsync(server, seed);
        await reads.RunAsync(kills: 5, restarts: 2);
        output.WriteLine($"{reads}");
    }
}
