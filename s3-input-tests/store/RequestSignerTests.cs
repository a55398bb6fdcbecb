using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using FsCheck;
using FsCheck.Fluent;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The signatures equal those of AWS: of its published examples, and of its SDK for requests without an example.
/// </summary>
public sealed class RequestSignerTests
{
    private static readonly JsonElement[] Vectors =
    [
        .. JsonDocument
            .Parse(File.ReadAllBytes(Repository.File("s3-input-tests", "store", "signature-vectors.json")))
            .RootElement.EnumerateArray(),
    ];

    private static readonly Gen<string> Region = Gen.Elements(
        "us-east-1",
        "eu-west-1",
        "ap-southeast-7",
        "us-gov-west-1",
        "cn-north-1",
        "eusc-de-east-1"
    );

    private static readonly Gen<string> ETag = Gen.Elements(
        "\"d41d8cd98f00b204e9800998ecf8427e\"",
        "\"3858f62230ac3c915f300c664312c63f-2\"",
        "plain",
        "W/\"weak\"",
        "\"a  b\"",
        "\"a   b  c\"",
        " \"spaces around\" ",
        "a;b,c"
    );

    public static TheoryData<string> Names => [.. Vectors.Select(vector => Text(vector, "name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_AWS_example_has_its_published_signature(string name)
    {
        var vector = Vectors.Single(vector => Text(vector, "name") == name);
        var headers = vector
            .GetProperty("headers")
            .EnumerateArray()
            .Select(header => (header[0].GetString()!, header[1].GetString()!))
            .ToList();
        var time = headers.Single(header => header.Item1 == "x-amz-date").Item2;
        var request = new SignedRequest(
            Text(vector, "method"),
            Text(vector, "path"),
            Text(vector, "query"),
            headers,
            Text(vector, "bodyHash")
        );
        var scope = new SigningScope(
            Text(vector, "accessKey"),
            Text(vector, "secretKey"),
            Text(vector, "region"),
            Text(vector, "service")
        );
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential={scope.AccessKey}/{time[..8]}/{scope.Region}/{scope.Service}/aws4_request, "
                + $"SignedHeaders={string.Join(';', headers.Select(header => header.Item1))}, "
                + $"Signature={Text(vector, "signature")}",
            new RequestSigner().Authorization(request, scope, Time(time))
        );
    }

    [Fact]
    public void A_time_is_written_in_UTC_in_the_basic_form() =>
        Assert.Equal(
            "20240309T235959Z",
            RequestSigner.TimestampOf(new DateTimeOffset(2024, 3, 10, 1, 59, 59, 999, TimeSpan.FromHours(2)))
        );

    [Fact]
    public void A_cached_signing_key_is_not_used_for_another_day_Region_service_or_user()
    {
        var (signer, random) = (new RequestSigner(), new Random(7));
        var cases = Enumerable
            .Range(0, 2_000)
            .Select(_ =>
                (
                    Scope: new SigningScope(
                        $"AKIA{random.Next(2)}",
                        $"secret{random.Next(2)}",
                        $"region-{random.Next(2)}",
                        $"s{random.Next(2)}"
                    ),
                    Time: new DateTimeOffset(2024, 3, 12, 23, 59, 59, TimeSpan.Zero).AddSeconds(random.Next(2))
                )
            )
            .ToList();
        Parallel.ForEach(
            cases,
            one =>
                Assert.Equal(
                    new RequestSigner().Authorization(Plain, one.Scope, one.Time),
                    signer.Authorization(Plain, one.Scope, one.Time)
                )
        );
    }

    [Fact]
    public async Task Unusual_requests_are_signed_as_by_the_SDK()
    {
        await using var s3 = new RecordingS3();
        var compared = 0;
        var cases =
            from region in Region
            from port in Gen.Elements(80, 443, 9000)
            from token in Gen.Elements(null, "FwoGZXIvYXdzEBY/token+with/slashes==")
            from etag in ETag
            from key in RandomCases.Key
            from prefix in RandomCases.Text
            from next in Gen.OneOf(Gen.Constant(""), RandomCases.Key)
            select (region, port, token, etag, key, prefix, next);
        await RandomCases.HoldAsync(
            cases,
            150,
            async one =>
            {
                using var sdk = new AmazonS3Client(
                    one.token is null
                        ? new BasicAWSCredentials("AKIAEXAMPLE", "secret")
                        : new SessionAWSCredentials("AKIAEXAMPLE", "secret", one.token),
                    new AmazonS3Config
                    {
                        ServiceURL = $"http://s3.example.net:{one.port}",
                        AuthenticationRegion = one.region,
                        ForcePathStyle = true,
                        MaxErrorRetry = 0,
                        HttpClientFactory = new SdkHttp(
                            new LoopbackNetwork(s3.Endpoint),
                            TimeProvider.System,
                            Limits.Default
                        ),
                    }
                );
                await sdk.ListObjectsV2Async(
                    new ListObjectsV2Request
                    {
                        BucketName = s3.Bucket,
                        Prefix = one.prefix,
                        ContinuationToken = one.next.Length == 0 ? null : one.next,
                        StartAfter = one.key,
                    }
                );
                SignatureVerifier.AssertValid(s3.Last, "AKIAEXAMPLE", "secret");
                Assert.Equal(
                    one.token is not null,
                    SignatureVerifier.HeadersOf(s3.Last).Contains("x-amz-security-token")
                );

                // The SDK sends a key that starts with a slash without the slash.
                var call = new GetCall(
                    s3.Bucket,
                    RecordingS3.Version(one.key, one.etag),
                    TimeProvider.System,
                    Limits.Default
                );
                await sdk.GetObjectAsync(call.OfSdk);
                if (s3.Last.Target == $"/{s3.Bucket}/{PercentEncoding.OfPath(one.key)}")
                {
                    compared++;
                    SignatureVerifier.AssertValid(s3.Last, "AKIAEXAMPLE", "secret");
                }
            }
        );
        Assert.InRange(compared, 75, 150);
    }

    private static readonly SignedRequest Plain = new(
        "GET",
        "/",
        "",
        [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
        RequestSigner.EmptyBodyHash
    );

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(
            text,
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
}
