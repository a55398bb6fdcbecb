using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>What only shows with the AWS SDK: its errors, and a server that writes nothing down.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class WireScenarios : OnLocalS3
{
    private static readonly DateTimeOffset Day = new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero);

    private readonly NumberedLogs _logs = new();
    private readonly CommittingHost _host = new(() => Connector());

    public override Task InitializeAsync()
    {
        for (var day = 0; day < 5; day++)
        {
            Put(Some.Key(Day.AddDays(day)), _logs.Gzip());
        }

        return base.InitializeAsync();
    }

    // Filebeat #39114 took each refusal for an object's own and was through with them all; Vector #22947 never paused.
    [Fact]
    public async Task S23_A_storm_of_503_ends_the_pass_parks_nothing_and_loses_nothing()
    {
        var gets = 0;
        Refuse = request => request.Operation == "GetObject" && Interlocked.Increment(ref gets) > 2 ? SlowDown : null;
        await AssertPassAsync("s3.unavailable");
        Refuse = request => request.Operation == "ListObjectsV2" ? SlowDown : null;
        await AssertPassAsync("s3.unavailable");
        Refuse = _ => null;
        await AssertEachOnceAsync();
    }

    // aws-sdk-net #1063 #4313 #3613, Vector #20314: a token that ran out stays, or is taken for an object's fault.
    [Fact]
    public async Task S24_A_token_that_expires_between_two_objects_is_renewed_and_a_token_service_that_is_down_holds_everything()
    {
        using var own = PlatformKeys();
        _host.Config = RoleConfig;
        Refuse = request => request.Operation == "AssumeRole" ? SlowDown : null;
        await AssertPassAsync("sts.unavailable");

        var gets = 0;
        Refuse = request =>
            request.Operation == "GetObject" && Interlocked.Increment(ref gets) > 2 ? ExpiredToken
            : request.Operation == "AssumeRole" && Volatile.Read(ref gets) > 0 ? Denied
            : null;
        await AssertPassAsync("sts.role_denied");

        gets = 0;
        Refuse = request =>
            request.Operation == "GetObject" && Interlocked.Increment(ref gets) == 2 ? ExpiredToken : null;
        await AssertPassAsync(null);
        await AssertEachOnceAsync();
    }

    // aws-sdk-net #988 #1956 #1835; a 301 is not followed.
    [Fact]
    public async Task S26_A_bucket_that_is_gone_to_another_region_holds_everything_and_a_region_that_is_wrong_is_put_right()
    {
        var gets = 0;
        Refuse = request => request.Operation == "GetObject" && Interlocked.Increment(ref gets) > 2 ? Moved : null;
        await AssertPassAsync("s3.wrong_region");
        Refuse = _ => Moved;
        await AssertPassAsync("s3.wrong_region");

        Refuse = _ => null;
        _host.Config = Some.Config(",\"region\":\"eu-west-1\"");
        await AssertPassAsync(null);
        await AssertEachOnceAsync();
    }

    // beats PR #52170 reads its own backups again and again.
    [Fact]
    public async Task S32_What_a_host_wrote_into_the_listed_prefix_is_not_read_and_the_engine_writes_nothing_itself()
    {
        string[] outputs = ["connectionlog.ndjson", "connectionlog.ndjson.gz", "rejects.ndjson", "audit.db"];
        foreach (var output in outputs)
        {
            Put($"{Some.Region}2024/03/10/{output}", Some.Gzip("{\"event\":\"authenticated\"}\n"u8));
            Put($"{Some.Region}{output}", Some.Log(9_000));
        }

        await AssertPassAsync(null);
        await AssertEachOnceAsync();
        Assert.All(Server.Requests, request => Assert.Contains(request.Method, new[] { "GET", "HEAD" }));
        Assert.DoesNotContain(Server.Requests, request => outputs.Contains(request.Key?.Split('/')[^1]));
    }

    private async Task<ReadResult> AssertPassAsync(string? code)
    {
        var read = await _host.PassAsync();
        Assert.Equal(code, read.Error?.Code);
        Assert.Empty(read.Skipped);
        return read;
    }

    private async Task AssertEachOnceAsync()
    {
        foreach (var hours in new[] { 3, 30 })
        {
            ServerClock.Ahead += TimeSpan.FromHours(hours);
            await AssertPassAsync(null);
        }

        _logs.AssertEachOnce(_host.Records);
    }
}
