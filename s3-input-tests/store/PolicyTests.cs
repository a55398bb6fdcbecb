using System.Text.Json.Nodes;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The read policies in docs/aws-setup.md are sufficient, and each of their statements is necessary.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class PolicyTests : LocalS3Test
{
    private const string Narrow = "read-prefix-policy.json";
    private const string Prefix = ",\"prefix\":\"security/redshift\"";
    private static readonly string Key = Samples.Key(new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_minimal_policy_is_sufficient_for_a_whole_bucket()
    {
        Put(Key, Samples.Log());
        Apply(IamPolicy.Read("read-policy.json", "audit-logs"));
        Assert.Equal(3, (await ReadWithoutFaultAsync("")).Records.Count);
    }

    [Fact]
    public async Task The_narrow_policy_is_sufficient_for_its_prefix_even_before_the_first_object_exists()
    {
        Put("other-team/report.csv", [1]);
        Apply(IamPolicy.Read(Narrow, "audit-logs"));
        Assert.Empty((await ReadWithoutFaultAsync(Prefix)).Records);

        Put("security/redshift/" + Key, Samples.Log());
        Assert.Equal(3, (await ReadWithoutFaultAsync(Prefix)).Records.Count);
    }

    [Fact]
    public async Task Without_the_prefix_in_the_settings_the_narrow_policy_denies_the_listing()
    {
        Put("security/redshift/" + Key, Samples.Log());
        Apply(IamPolicy.Read(Narrow, "audit-logs"));
        Assert.Equal("s3.list_denied", (await ReadAsync(Samples.Config())).Error?.Code);
    }

    [Theory]
    [InlineData("read-policy.json", "")]
    [InlineData(Narrow, Prefix)]
    public async Task Each_statement_is_needed(string file, string settings)
    {
        Put((settings.Length == 0 ? "" : "security/redshift/") + Key, Samples.Log());
        var whole = IamPolicy.Read(file, "audit-logs");
        foreach (var sid in whole.Sids)
        {
            Apply(whole.Without(sid));
            var read = await ReadAsync(Samples.Config(settings));
            var error = read.Error ?? Assert.Single(read.Skipped).Error!;
            Assert.Equal(
                sid.StartsWith("List", StringComparison.Ordinal) ? "s3.list_denied" : "s3.get_denied",
                error.Code
            );
            Assert.Empty(read.Records);

            // The reported statement covers the whole bucket. The owner decides how narrow it should be.
            var documented = Statements
                .Of("read-policy.json")
                .Single(statement => (string?)statement["Sid"] == sid)
                .ToJsonString();
            Statements.AssertSame(
                [JsonNode.Parse(documented.Replace("my-audit-logs", "audit-logs", StringComparison.Ordinal))!],
                Statements.In(error.Remedy!)
            );
        }
    }

    [Fact]
    public async Task A_missing_key_permission_is_reported_with_its_documented_statement()
    {
        var documented = Statements.Of("decrypt-policy.json").Single();
        var key = (string)documented["Resource"]!;
        await using var s3 = new OddS3
        {
            OnGet = (_, _) =>
                new RawResponse { Status = 403, Body = "<Error><Code>AccessDenied</Code></Error>"u8.ToArray() },
        };
        s3.HeadersOfHead["x-amz-server-side-encryption"] = "aws:kms";
        s3.HeadersOfHead["x-amz-server-side-encryption-aws-kms-key-id"] = key;
        s3.Store.Put(Key, Samples.Log());

        var read = await ReadAsync(Samples.Config());
        var error = read.Error ?? Assert.Single(read.Skipped).Error!;
        Assert.Equal(("kms.decrypt_denied", $"kms:Decrypt on {key}"), (error.Code, error.Permission));
        Statements.AssertSame([documented], Statements.In(error.Remedy!));
        Assert.Empty(read.Records);
    }

    private void Apply(IamPolicy policy) => Refuse = request => policy.Allows(request) ? null : Denied;

    private static async Task<ReadResult> ReadWithoutFaultAsync(string settings)
    {
        var read = await ReadAsync(Samples.Config(settings));
        Assert.Null(read.Error);
        Assert.Empty(read.Skipped);
        return read;
    }
}
