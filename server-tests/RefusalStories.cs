using System.Text;
using System.Text.Json;
using InputHost.Tests;
using Xunit;

namespace ServerTests;

/// <summary>Who may not read is told what is missing, and gets nothing.</summary>
public abstract class RefusalStories(RealServer server) : OnServer(server)
{
    [Collection(nameof(CephServer))]
    public sealed class OnCeph(CephServer server) : RefusalStories(server);

    [Collection(nameof(MotoServer))]
    public sealed class OnMoto(MotoServer server) : RefusalStories(server)
    {
        [SkippableFact]
        public async Task The_role_is_assumed_for_the_tenant_that_its_trust_names()
        {
            // That the other tenant is refused would prove nothing if nobody were let in. How it goes on is of no
            // account: see what moto lacks.
            Assert.Contains("inputhost: s3.", (await ReadAsync(AsRole)).Errors, StringComparison.Ordinal);
        }
    }

    /// <summary>So many that it is no matter of single objects when none of them can be read.</summary>
    private const int Logs = 20;

    public static TheoryData<string> All => new(Refusals.All.Keys);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var day = new DateTimeOffset(2024, 3, 9, 0, 0, 0, TimeSpan.Zero);
        await PutFilesAsync(Enumerable.Range(1, Logs).Select(number => Work.AddLog(day.AddMinutes(number), number, rows: 1)));
        await Server.CheckRightsAsync(true);
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task Who_is_refused_is_told_so_by_a_read_and_by_a_check_in_its_step_with_the_statement_that_is_missing(string asked)
    {
        var refusal = Refusals.All[asked];
        if (refusal.Needs is { } feature)
        {
            SkipWithout(feature);
        }

        var access = await refusal.AskAsync(Server);
        var ended = await ReadAsync(access, "--state", "s.db", "--out", "out");
        Assert.Contains($"inputhost: {refusal.Code}: ", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(refusal.ExitCode, ended.ExitCode);

        Assert.False(File.Exists(Work.File("out/connectionlog.ndjson")));
        await AssertCheckFailsAsync(access, refusal);
        foreach (var path in Directory.EnumerateFiles(Work.Folder, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(access.Keys.Secret, await File.ReadAllTextAsync(path, Encoding.Latin1), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_check_with_the_documented_rights_passes_every_step_of_a_user_and_of_the_role()
    {
        SkipWithout(Feature.CheckedReads);
        foreach (var access in new[] { AsReader, AsRole })
        {
            var (ended, steps) = await CheckAsync(access);
            Assert.Equal(0, ended.ExitCode);
            Assert.Equal(8, steps.Count(step => step.GetProperty("outcome").GetString() == "passed"));
        }
    }

    [SkippableFact]
    public async Task Whoever_has_the_documented_rights_is_let_in_by_the_same_server()
    {
        SkipWithout(Feature.CheckedReads);
        Assert.Equal(Logs, (await ReadAsync(AsReader)).Lines.Length);
        Assert.Equal(Logs, (await ReadAsync(AsRole)).Lines.Length);
    }

    private async Task AssertCheckFailsAsync(Access access, Refusal refusal)
    {
        var (ended, steps) = await CheckAsync(access);
        Assert.Equal(refusal.ExitCode, ended.ExitCode);
        var failed = Assert.Single(steps, step => step.GetProperty("outcome").GetString() == "failed");
        Assert.Equal(refusal.Step, failed.GetProperty("id").GetString());
        Assert.Equal(refusal.Code, failed.GetProperty("error").GetProperty("code").GetString());
        if (refusal.Sid is { } sid)
        {
            Assert.Contains($"\"Sid\": \"{sid}\"", failed.GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
        }
    }

    private async Task<(Ended Ended, List<JsonElement> Steps)> CheckAsync(Access access)
    {
        using var process = Start("check", access, Server.Endpoint, "--json");
        var ended = await Inputhost.EndAsync(process);
        Assert.DoesNotContain(access.Keys.Secret, ended.Output + ended.Errors, StringComparison.Ordinal);
        return (ended, [.. JsonDocument.Parse(ended.Output).RootElement.GetProperty("steps").EnumerateArray()]);
    }
}
