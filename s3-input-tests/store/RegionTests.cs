using System.Net;
using System.Text;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A bucket is read in its own Region, even if the settings name another one or the bucket moves.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class RegionTests : LocalS3Test
{
    private static readonly string First = Samples.Key(new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero));
    private static readonly string Second = Samples.Key(new(2024, 3, 10, 0, 53, 0, TimeSpan.Zero));

    private readonly TestHost _host = new();
    private OddS3 S3 { get; set; } = null!;
    private AwsRegions _aws = null!;

    public static TheoryData<string?, HttpStatusCode> Cases
    {
        get
        {
            var cases = new TheoryData<string?, HttpStatusCode>();
            foreach (var region in new[] { null, "eu-west-1", "ap-south-2" })
            {
                foreach (
                    var elsewhere in new[]
                    {
                        HttpStatusCode.MovedPermanently,
                        HttpStatusCode.TemporaryRedirect,
                        HttpStatusCode.BadRequest,
                    }
                )
                {
                    cases.Add(region, elsewhere);
                }
            }

            return cases;
        }
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        S3 = new OddS3();
        S3.Store.Put(First, Samples.Log());
        S3.Store.Put(Second, Samples.Log(10));
        _aws = new AwsRegions(S3.Endpoint, "eu-west-1") { TokenServer = Server.Endpoint };
        AwsEndpoint.Set(null);
    }

    public override async Task DisposeAsync()
    {
        await S3.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_bucket_is_read_in_its_Region_and_a_wrong_setting_is_reported(
        string? configured,
        HttpStatusCode elsewhere
    )
    {
        _aws.Elsewhere = elsewhere;
        var read = await ReadAsync(configured);
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.Equal(configured == "ap-south-2", _host.Events.Any(reported => reported.Code == "s3.other_region"));
    }

    [Theory]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task A_bucket_that_moves_in_the_middle_of_a_pass_is_found_again(HttpStatusCode elsewhere)
    {
        _aws.Elsewhere = elsewhere;
        S3.Store.OnList = request => _aws.BucketRegion = S3.Store.Lists.Count > 1 ? "us-west-2" : "eu-west-1";
        var read = await ReadAsync("eu-west-1");
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.Contains("GET audit-logs.s3.us-west-2.amazonaws.com", _aws.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task A_bucket_whose_Region_no_response_names_is_an_error_in_the_settings(HttpStatusCode elsewhere)
    {
        (_aws.Elsewhere, _aws.NamesRegion) = (elsewhere, false);
        var error = (await ReadAsync("us-east-1")).Error!;
        Assert.Equal(
            ("s3.wrong_region", ErrorKind.Config, "/settings/region"),
            (error.Code, error.Kind, error.Pointer)
        );
    }

    [Theory]
    [InlineData("aws", "us-east-1", "sts.us-east-1.amazonaws.com")]
    [InlineData("aws", "eu-west-1", "sts.eu-west-1.amazonaws.com")]
    [InlineData("aws-cn", "cn-north-1", "sts.cn-north-1.amazonaws.com.cn")]
    [InlineData("aws-cn", "cn-northwest-1", "sts.cn-northwest-1.amazonaws.com.cn")]
    [InlineData("aws-us-gov", "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com")]
    public async Task A_role_is_assumed_in_its_own_partition_and_Region(string partition, string region, string sts)
    {
        using var own = PlatformKeys();
        _aws.BucketRegion = region;
        var isFirst = AwsNames.FirstRegionOf(partition) == region;
        var config = RoleConfig with
        {
            Settings = Encoding.UTF8.GetBytes(
                $"{{\"bucket\":\"audit-logs\",\"role_arn\":\"arn:{partition}:iam::123456789012:role/"
                    + $"redshift-audit\"{(isFirst ? "" : $",\"region\":\"{region}\"")}}}"
            ),
        };
        var read = await ReadResult.OfAsync(OnAws(), new ReadRequest { Config = config }, _host);
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.Equal([$"POST {sts}"], _aws.Asked.Where(asked => asked.Contains("sts", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_ends_while_the_bucket_moves_is_renewed_and_the_bucket_found(bool endsFirst)
    {
        using var own = PlatformKeys();
        var lists = 0;
        string? first = null;
        _aws.Refuse = request =>
        {
            if (!IsList(request))
            {
                return null;
            }

            var token = request.Headers.GetValues("x-amz-security-token").Single();
            first ??= token;
            _aws.BucketRegion = "us-west-2";
            return ++lists > (endsFirst ? 0 : 1) && token == first ? (HttpStatusCode.BadRequest, "ExpiredToken") : null;
        };
        var read = await ReadWithRoleAsync(",\"region\":\"eu-west-1\"");
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.Equal(2, Server.Requests.Count(request => request.Operation == "AssumeRole"));
    }

    [Fact]
    public async Task A_bucket_whose_requests_every_Region_redirects_is_an_error()
    {
        _aws.Refuse = request =>
        {
            _aws.BucketRegion = request.RequestUri!.Host.Contains("us-west-2", StringComparison.Ordinal)
                ? "eu-west-1"
                : "us-west-2";
            return null;
        };
        Assert.Equal("s3.wrong_region", (await ReadAsync("eu-west-1")).Error!.Code);
        Assert.InRange(_aws.Asked.Count, 2, 20);
    }

    [Fact]
    public async Task A_page_that_is_unknown_in_the_new_Region_of_a_bucket_is_a_transient_error()
    {
        using var store = Store();
        await store.ProbeAsync(CancellationToken.None);
        _aws.BucketRegion = "us-west-2";
        _aws.Refuse = request =>
            request.RequestUri!.Host.Contains("us-west-2", StringComparison.Ordinal)
                ? (HttpStatusCode.BadRequest, "InvalidArgument")
                : null;
        var page = new ListRequest
        {
            Prefix = "",
            Folders = true,
            ContinuationToken = "of-before",
        };
        var error = (
            await Assert.ThrowsAsync<InputException>(() => store.ListAsync(page, CancellationToken.None))
        ).Error;
        Assert.Equal(("s3.unavailable", ErrorKind.Transient, "s3:ListObjectsV2"), (error.Code, error.Kind, error.Call));
    }

    [Theory]
    [InlineData("example.com/")]
    [InlineData("eu-west-1.example.com#-1")]
    [InlineData("")]
    public async Task An_invalid_Region_in_a_response_never_becomes_part_of_a_host_name(string named)
    {
        _aws.Names = named;
        var read = await ReadAsync("eu-west-1");
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.All(
            _aws.Asked,
            asked => Assert.EndsWith(" audit-logs.s3.eu-west-1.amazonaws.com", asked, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_bucket_of_a_known_partition_is_searched_there()
    {
        _aws.BucketRegion = "cn-north-1";
        var read = await ReadResult.OfAsync(
            OnAws(),
            new ReadRequest { Config = Samples.Config(bucket: "arn:aws-cn:s3:::audit-logs") },
            _host
        );
        Assert.Null(read.Error);
        Assert.All(
            _aws.Asked,
            asked => Assert.EndsWith(".s3.cn-north-1.amazonaws.com.cn", asked, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_bucket_that_AWS_does_not_know_is_reported_as_missing()
    {
        _aws.Refuse = _ => (HttpStatusCode.NotFound, "NoSuchBucket");
        Assert.StartsWith(
            "There is no bucket s3://audit-logs at AWS.",
            (await ReadAsync(null)).Error!.Message,
            StringComparison.Ordinal
        );
    }

    private static bool IsList(HttpRequestMessage request) =>
        request.RequestUri!.Query.Contains("list-type", StringComparison.Ordinal);

    private AwsObjectStore Store() =>
        new(
            ConfigReader.Read(RedshiftAuditLogs.Declaration, Samples.Config(",\"region\":\"eu-west-1\"")),
            RedshiftAuditLogs.Declaration,
            _host,
            new Limits { RequestRetries = 0 },
            _aws.Network
        );

    private Task<ReadResult> ReadWithRoleAsync(string settings) =>
        ReadResult.OfAsync(
            OnAws(),
            new ReadRequest
            {
                Config = RoleConfig with
                {
                    Settings = Encoding.UTF8.GetBytes(
                        "{\"bucket\":\"audit-logs\",\"role_arn\":\"arn:aws:iam::123456789012:role/"
                            + $"redshift-audit\"{settings}}}"
                    ),
                },
            },
            _host
        );

    private Task<ReadResult> ReadAsync(string? region) =>
        ReadResult.OfAsync(
            OnAws(),
            new ReadRequest { Config = Samples.Config(region is null ? "" : $",\"region\":\"{region}\"") },
            _host
        );

    private RedshiftAuditLogs OnAws() =>
        new()
        {
            EngineLimits = new Limits { RequestRetries = 0 },
            OpenStore = (config, host, limits) =>
                new AwsObjectStore(config, RedshiftAuditLogs.Declaration, host, limits, _aws.Network),
        };
}
