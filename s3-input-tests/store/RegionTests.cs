using System.Net;
using System.Text;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A bucket is read in the region that it is in, whatever the settings say and wherever it moves.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class RegionTests : OnLocalS3
{
    private static readonly string First = Some.Key(new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero));
    private static readonly string Second = Some.Key(new(2024, 3, 10, 0, 53, 0, TimeSpan.Zero));

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
                foreach (var elsewhere in new[] { HttpStatusCode.MovedPermanently, HttpStatusCode.TemporaryRedirect, HttpStatusCode.BadRequest })
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
        S3.Store.Put(First, Some.Log());
        S3.Store.Put(Second, Some.Log(10));
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
    public async Task A_bucket_is_read_where_it_is_and_a_setting_that_says_otherwise_is_told(string? configured, HttpStatusCode elsewhere)
    {
        _aws.Elsewhere = elsewhere;
        var read = await ReadAsync(configured);
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.Equal(configured == "ap-south-2", _host.Events.Any(told => told.Code == "s3.other_region"));
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
    public async Task A_bucket_whose_region_no_answer_names_is_a_fault_of_the_settings(HttpStatusCode elsewhere)
    {
        (_aws.Elsewhere, _aws.NamesRegion) = (elsewhere, false);
        var error = (await ReadAsync("us-east-1")).Error!;
        Assert.Equal(("s3.wrong_region", ErrorKind.Config, "/settings/region"), (error.Code, error.Kind, error.Pointer));
    }

    [Theory]
    [InlineData("aws", "us-east-1", "sts.us-east-1.amazonaws.com")]
    [InlineData("aws", "eu-west-1", "sts.eu-west-1.amazonaws.com")]
    [InlineData("aws-cn", "cn-north-1", "sts.cn-north-1.amazonaws.com.cn")]
    [InlineData("aws-cn", "cn-northwest-1", "sts.cn-northwest-1.amazonaws.com.cn")]
    [InlineData("aws-us-gov", "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com")]
    public async Task A_role_is_asked_for_in_its_own_partition_and_region(string partition, string region, string sts)
    {
        using var own = PlatformKeys();
        _aws.BucketRegion = region;
        var isFirst = AwsNames.FirstRegionOf(partition) == region;
        var config = RoleConfig with
        {
            Settings = Encoding.UTF8.GetBytes(
                $"{{\"bucket\":\"audit-logs\",\"role_arn\":\"arn:{partition}:iam::123456789012:role/redshift-audit\"{(isFirst ? "" : $",\"region\":\"{region}\"")}}}"),
        };
        var read = await ReadResult.OfAsync(OnAws(), new ReadRequest { Config = config }, _host);
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.Equal([$"POST {sts}"], _aws.Asked.Where(asked => asked.Contains("sts", StringComparison.Ordinal)));
    }

    private Task<ReadResult> ReadAsync(string? region) => ReadResult.OfAsync(
        OnAws(), new ReadRequest { Config = Some.Config(region is null ? "" : $",\"region\":\"{region}\"") }, _host);

    private RedshiftAuditLogs OnAws() => new()
    {
        EngineLimits = new Limits { RequestRetries = 0 },
        OpenStore = (config, host, limits) => new AwsObjectStore(config, RedshiftAuditLogs.Declaration, host, limits, _aws),
    };
}
