using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The AWS SDK against an S3 server on loopback.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class AwsObjectStoreTests : LocalS3Test
{
    public override Task InitializeAsync()
    {
        Put(Samples.Key(new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero)), Samples.Log());
        Put(Samples.Key(new(2024, 3, 10, 0, 53, 0, TimeSpan.Zero)), Samples.Log(10, 5_000));
        return base.InitializeAsync();
    }

    [Fact]
    public async Task A_bucket_is_read_with_static_keys()
    {
        var read = await ReadAsync(Samples.Config());
        Assert.Null(read.Error);
        Assert.Equal(5_003, read.Records.Count);
    }

    [Fact]
    public async Task A_bucket_is_read_with_a_role_and_the_tenant_as_external_ID()
    {
        using var own = PlatformKeys();
        var read = await ReadResult.OfAsync(
            new RedshiftAuditLogs(),
            new ReadRequest { Config = RoleConfig },
            new TenantHost("tenant-7")
        );
        Assert.Null(read.Error);
        Assert.Equal(5_003, read.Records.Count);
        Assert.Equal("tenant-7", Server.LastExternalId);
    }

    [Fact]
    public async Task A_role_that_cannot_be_assumed_is_named()
    {
        using var own = PlatformKeys();
        Refuse = request => request.Operation == "AssumeRole" ? Denied : null;
        var error = (await ReadAsync(RoleConfig)).Error!;
        Assert.Equal(
            ("sts.role_denied", ErrorKind.Access, "/settings/role_arn"),
            (error.Code, error.Kind, error.Pointer)
        );
    }

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_an_error_in_the_settings()
    {
        var error = (await ReadAsync(Samples.Config(bucket: "no-such-bucket"))).Error!;
        Assert.Equal(
            ("s3.bucket_not_found", ErrorKind.Config, "/settings/bucket"),
            (error.Code, error.Kind, error.Pointer)
        );
        Assert.StartsWith(
            "There is no bucket s3://no-such-bucket at 127.0.0.1.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_unknown_key_and_a_missing_permission_are_distinguished()
    {
        var wrong = new InputConfig
        {
            Settings = """{"bucket":"audit-logs"}"""u8.ToArray(),
            Secrets = """{"access_key":"AKIAUNKNOWN","secret_key":"wJalrXUtnFEMI"}"""u8.ToArray(),
        };
        var unknown = (await ReadAsync(wrong)).Error!;
        Assert.Equal(
            ("s3.access_key_unknown", ErrorKind.Access, "/secrets/access_key"),
            (unknown.Code, unknown.Kind, unknown.Pointer)
        );
        Assert.DoesNotContain("wJalrXUtnFEMI", unknown.Message, StringComparison.Ordinal);

        Refuse = request => request.Operation == "ListObjectsV2" ? Denied : null;
        var denied = (await ReadAsync(Samples.Config())).Error!;
        Assert.Equal(("s3.list_denied", ErrorKind.Access), (denied.Code, denied.Kind));
        Assert.Contains("s3:ListBucket", denied.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_without_read_permission_is_named_and_blocks_no_other()
    {
        Refuse = request =>
            request.Operation == "GetObject" && request.Key!.Contains("/09/", StringComparison.Ordinal) ? Denied : null;
        var read = await ReadAsync(Samples.Config());
        Assert.Equal(5_000, read.Records.Count);
        var parked = Assert.Single(read.Skipped);
        Assert.Equal((SkipReason.Parked, "s3.get_denied", 1), (parked.Reason, parked.Error!.Code, parked.Attempts));
        Assert.Contains("s3://audit-logs/AWSLogs/", parked.Message, StringComparison.Ordinal);
        Assert.Contains("Tried once. The next run retries it", parked.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_test_passes_if_a_read_succeeds_and_otherwise_fails_in_the_affected_step()
    {
        Assert.All(await CheckAsync(Samples.Config()), step => Assert.Equal(CheckOutcome.Passed, step.Outcome));

        var steps = await CheckAsync(Samples.Config(bucket: "no-such-bucket"));
        var failed = Assert.Single(steps, step => step.Outcome == CheckOutcome.Failed);
        Assert.Equal(("bucket", "s3.bucket_not_found"), (failed.Id, failed.Error!.Code));
    }

    [Fact]
    public async Task A_server_that_is_unreachable_is_a_transient_error()
    {
        AwsEndpoint.Set("http://127.0.0.1:9");
        var error = (await ReadAsync(Samples.Config())).Error!;
        Assert.Equal(("s3.unavailable", ErrorKind.Transient), (error.Code, error.Kind));
    }

    private static async Task<List<CheckStep>> CheckAsync(InputConfig config)
    {
        var steps = new List<CheckStep>();
        await foreach (var step in new RedshiftAuditLogs().CheckAsync(config, new TestHost()))
        {
            steps.Add(step);
        }

        return steps;
    }
}
