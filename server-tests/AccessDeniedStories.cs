using System.Text;
using System.Text.Json;
using Xunit;

namespace ServerTests;

/// <summary>Verifies that a denied read reports the missing permission and returns no data.</summary>
public abstract class AccessDeniedStories(RealServer server) : ServerTest(server)
{
    [Collection(nameof(CephServer))]
    public sealed class OnCeph(CephServer server) : AccessDeniedStories(server);

    [Collection(nameof(MotoServer))]
    public sealed class OnMoto(MotoServer server) : AccessDeniedStories(server)
    {
        [SkippableFact]
        public async Task The_role_is_assumed_for_the_tenant_in_its_trust_policy()
        {
            // Without this test, the refusal of another tenant would prove nothing. The rest of the read is irrelevant:
            // see the features that moto lacks.
            Assert.Contains("inputhost: s3.", (await ReadAsync(AsRole)).Errors, StringComparison.Ordinal);
        }

        [SkippableFact]
        public async Task The_documented_policy_is_reported_to_a_trusted_platform_without_its_own_policy()
        {
            const string User = "platform-without-policy";
            var access = AsRole with
            {
                RoleArn = $"{Policies.RoleArn}-trusting",
                Keys = await Server.CreatePlatformAsync(User),
            };
            await Server.EnforcePermissionsAsync(false);
            await Server.Iam.PutUserPolicyAsync(User, Policies.Read);
            await Server.Iam.PutRoleAsync(
                $"{Policies.ReaderName}-trusting",
                Policies.Trust.Replace(
                    $"{Policies.Provider}:user/{Policies.PlatformName}",
                    $"{Policies.Customer}:user/{User}",
                    StringComparison.Ordinal
                ),
                Policies.Read
            );
            await Server.EnforcePermissionsAsync(true);

            var (_, steps) = await CheckAsync(access);
            var error = steps.Single(step => step.GetProperty("outcome").GetString() == "failed").GetProperty("error");
            Assert.Equal("sts.role_denied", error.GetProperty("code").GetString());
            var reported = Statements
                .In(
                    error
                        .GetProperty("remedy")
                        .GetString()!
                        .Replace(access.RoleArn, Policies.RoleArn, StringComparison.Ordinal)
                )
                .Last();
            Statements.AssertSame(Statements.OfPolicy(Policies.Platform), [reported]);

            // With that statement, the role can be assumed, so the statement was the missing one.
            await Server.EnforcePermissionsAsync(false);
            await Server.Iam.PutUserPolicyAsync(
                User,
                Policies.Platform.Replace(Policies.RoleArn, access.RoleArn, StringComparison.Ordinal)
            );
            await Server.EnforcePermissionsAsync(true);
            Assert.Contains("inputhost: s3.", (await ReadAsync(access)).Errors, StringComparison.Ordinal);
        }
    }

    /// <summary>Enough objects to make a failure of all of them a failure of the source.</summary>
    private const int Logs = 20;

    public static TheoryData<string> All => new(Refusals.All.Keys);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var day = new DateTimeOffset(2024, 3, 9, 0, 0, 0, TimeSpan.Zero);
        var logs = Enumerable
            .Range(1, Logs)
            .Select(number => Work.AddLog(day.AddMinutes(number), number, rows: 1))
            .ToList();
        await PutFilesAsync(logs);
        await PutFilesAsync(logs.Select(Below));
        await Server.EnforcePermissionsAsync(true);
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task A_read_and_a_check_report_a_denied_access_with_the_missing_statement(string asked)
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
            Assert.DoesNotContain(
                access.Keys.Secret,
                await File.ReadAllTextAsync(path, Encoding.Latin1),
                StringComparison.Ordinal
            );
        }
    }

    [SkippableFact]
    public async Task A_check_with_the_documented_permissions_passes_every_step_for_user_prefix_user_and_role()
    {
        SkipWithout(Feature.CheckedReads);
        foreach (var access in new[] { AsReader, AsPrefixReader, AsRole })
        {
            var (ended, steps) = await CheckAsync(access);
            Assert.Equal(0, ended.ExitCode);
            Assert.Equal(8, steps.Count(step => step.GetProperty("outcome").GetString() == "passed"));
        }
    }

    [SkippableFact]
    public async Task A_read_with_the_documented_permissions_succeeds_on_the_same_server()
    {
        SkipWithout(Feature.CheckedReads);
        Assert.Equal(Logs, (await ReadAsync(AsReader)).Lines.Length);
        Assert.Equal(Logs, (await ReadAsync(AsPrefixReader)).Lines.Length);
        Assert.Equal(Logs, (await ReadAsync(AsRole)).Lines.Length);
    }

    /// <summary>Copies a log to a path below the prefix.</summary>
    private string Below(string log)
    {
        var copy = Work.File(
            Path.Combine(
                "buckets/audit-logs",
                Policies.Prefix,
                Path.GetRelativePath(Work.File("buckets/audit-logs"), log)
            )
        );
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(log, copy);
        return copy;
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
            AssertReports(failed, sid);
        }
    }

    /// <summary>
    /// Asserts that the step reports the statement with that Sid. For a read permission, it is the statement of the
    /// policy for a whole bucket, also for users with the policy for a prefix: the bucket's owner decides how narrow it
    /// is. For a role, the first statement is the trust policy, in which each server names the platform differently.
    /// </summary>
    private static void AssertReports(JsonElement failed, string sid)
    {
        var reported = Statements.In(failed.GetProperty("error").GetProperty("remedy").GetString()!).First();
        Assert.Equal(sid, (string?)reported["Sid"]);
        var documented = Statements
            .OfPolicy(Policies.Read)
            .SingleOrDefault(statement => (string?)statement["Sid"] == sid);
        Statements.AssertSame([documented ?? reported], [reported]);
        Assert.StartsWith(
            $"{documented?["Action"] ?? "sts:AssumeRole"}",
            PermissionOf(failed),
            StringComparison.Ordinal
        );
    }

    /// <summary>The missing permission; for a role, the call itself.</summary>
    private static string PermissionOf(JsonElement failed)
    {
        var error = failed.GetProperty("error");
        return (
            error.TryGetProperty("permission", out var permission) ? permission : error.GetProperty("call")
        ).GetString()!;
    }

    private async Task<(ProcessResult Ended, List<JsonElement> Steps)> CheckAsync(Access access)
    {
        using var process = Start("check", access, Server.Endpoint, "--json");
        var ended = await Inputhost.EndAsync(process);
        Assert.DoesNotContain(access.Keys.Secret, ended.Output + ended.Errors, StringComparison.Ordinal);
        return (ended, [.. JsonDocument.Parse(ended.Output).RootElement.GetProperty("steps").EnumerateArray()]);
    }
}
