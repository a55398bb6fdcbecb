using System.Text;
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
    public async Task A_read_that_is_refused_ends_with_the_documented_code_and_keeps_no_secret(string asked)
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
        foreach (var path in Directory.EnumerateFiles(Work.Folder, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(access.Keys.Secret, await File.ReadAllTextAsync(path, Encoding.Latin1), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Whoever_has_the_documented_rights_is_let_in_by_the_same_server()
    {
        SkipWithout(Feature.CheckedReads);
        Assert.Equal(Logs, (await ReadAsync(AsReader)).Lines.Length);
        Assert.Equal(Logs, (await ReadAsync(AsRole)).Lines.Length);
    }
}
