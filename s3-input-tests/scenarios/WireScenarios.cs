using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>Cases that need the AWS SDK: its errors, and a server that stores no state.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class WireScenarios : LocalS3Test
{
    private static readonly DateTimeOffset Day = new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero);

    private readonly NumberedLogs _logs = new();
    private readonly CommittingHost _host = new(() => Connector());

    public override Task InitializeAsync()
    {
        for (var day = 0; day < 5; day++)
        {
            Put(Samples.Key(Day.AddDays(day)), _logs.Gzip());
        }

        return base.InitializeAsync();
    }

    // Filebeat #39114 treated each refusal as an object's error and marked all of them done; Vector #22947 never
    // paused.
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

    // aws-sdk-net #1063 #4313 #3613, Vector #20314: an expired token stays in use, or is treated as an object's error.
    [Fact]
    public async Task S24_A_token_that_expires_between_objects_is_renewed_and_an_unavailable_token_service_blocks_all()
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
    public async Task S26_A_bucket_that_moved_to_another_Region_blocks_all_and_a_wrong_Region_is_corrected()
    {
        var gets = 0;
        Refuse = request => request.Operation == "GetObject" && Interlocked.Increment(ref gets) > 2 ? Moved : null;
        await AssertPassAsync("s3.wrong_region");
        Refuse = _ => Moved;
        await AssertPassAsync("s3.wrong_region");

        Refuse = _ => null;
        _host.Config = Samples.Config(",\"region\":\"eu-west-1\"");
        await AssertPassAsync(null);
        await AssertEachOnceAsync();
    }

    // beats PR #52170 reads its own backups again and again.
    [Fact]
    public async Task S32_Objects_that_a_host_wrote_into_the_listed_prefix_are_not_read_and_the_engine_never_writes()
    {
        string[] outputs = ["connectionlog.ndjson", "connectionlog.ndjson.gz", "rejects.ndjson", "audit.db"];
        foreach (var output in outputs)
        {
            Put($"{Samples.Region}2024/03/10/{output}", Samples.Gzip("{\"event\":\"authenticated\"}\n"u8));
            Put($"{Samples.Region}{output}", Samples.Log(9_000));
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
