using System.Text;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Responses of servers to a listing. None of them is accepted as an empty bucket by mistake.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class ListingResponseTests : IAsyncLifetime
{
    private const string Empty =
        "<ListBucketResult><Name>audit-logs</Name><Prefix></Prefix><IsTruncated>false</IsTruncated></ListBucketResult>";

    private RecordingS3 S3 { get; } = new();

    /// <summary>Responses, and the code of the error.</summary>
    public static TheoryData<int, string, string> Refused =>
        new()
        {
            { 200, "", "s3.bad_response" },
            { 200, "<html>Sign in</html>", "s3.bad_response" },
            { 200, "<!DOCTYPE html><html><body>Sign in<br></body></html>", "s3.bad_response" },
            { 200, "{}", "s3.bad_response" },
            { 200, "<ListBucketResult></ListBucketResult>", "s3.bad_response" },
            {
                200,
                "<ListBucketResult><Name>another</Name><Prefix></Prefix><IsTruncated>false</IsTruncated>"
                    + "</ListBucketResult>",
                "s3.bad_response"
            },
            { 200, "<Error><Code>SlowDown</Code></Error>", "s3.unavailable" },
            { 200, "<Error><Code>InternalError</Code></Error>", "s3.unavailable" },
            { 200, "<Error><Code>AccessDenied</Code></Error>", "s3.bad_response" },
            { 201, Empty, "s3.bad_response" },
            { 203, Empty, "s3.bad_response" },
            { 206, Empty, "s3.bad_response" },
            { 204, "", "s3.bad_response" },
            { 304, "", "s3.bad_response" },
            { 301, "<Error><Code>PermanentRedirect</Code></Error>", "s3.wrong_region" },
            { 302, "", "s3.bad_response" },
            { 400, "<Error><Code>InvalidArgument</Code></Error>", "internal.unexpected" },
            { 403, "<Error><Code>AccessDenied</Code></Error>", "s3.list_denied" },
            { 403, "<html>Blocked</html>", "s3.list_denied" },
            { 404, "<Error><Code>NoSuchBucket</Code></Error>", "s3.bad_response" },
            { 404, "<html>Not found</html>", "s3.bad_response" },
            { 500, "<Error><Code>InternalError</Code></Error>", "s3.unavailable" },
            { 503, "<Error><Code>SlowDown</Code></Error>", "s3.unavailable" },
            { 503, "<html>Bad gateway</html>", "s3.unavailable" },
        };

    public Task InitializeAsync()
    {
        AwsEndpoint.Set(S3.Endpoint.ToString());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        AwsEndpoint.Set(null);
        await S3.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Any_response_that_is_not_the_requested_listing_is_an_error(int status, string body, string code)
    {
        S3.Answer = request =>
            request.Method == "GET" ? new RawResponse { Status = status, Body = Encoding.ASCII.GetBytes(body) } : null;
        Assert.Equal(code, await CodeAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2024-03-12T12:00:00Z")]
    public async Task A_listing_without_a_time_is_refused(string date)
    {
        S3.Answer = request =>
        {
            var answer = new RawResponse { Body = Encoding.ASCII.GetBytes(Empty) };
            answer.Headers["Date"] = date;
            return request.Method == "GET" ? answer : null;
        };
        Assert.Equal("s3.bad_response", await CodeAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bucket_is_missing_only_if_the_bucket_itself_is_not_found(bool isMissing)
    {
        using var store = await S3.OpenAsync();
        S3.Answer = request =>
            request.Method == "GET"
                ? new RawResponse { Status = 404 }
                : new RawResponse { IsHead = true, Status = isMissing ? 404 : 200 };
        Assert.Equal(isMissing ? "s3.bucket_not_found" : "s3.bad_response", await CodeAsync(store));
    }

    [Fact]
    public async Task A_chunked_listing_is_read()
    {
        S3.Answer = request =>
            request.Method != "GET"
                ? null
                : new RawResponse
                {
                    OmitsLength = true,
                    Headers = { ["Transfer-Encoding"] = "chunked" },
                    Body = Encoding.ASCII.GetBytes($"{Empty.Length:x}\r\n{Empty}\r\n0\r\n\r\n"),
                };
        Assert.Equal("", await CodeAsync());
    }

    [Fact]
    public async Task A_listing_whose_connection_breaks_is_requested_again_and_never_read_partially()
    {
        var broken = 2;
        var whole = Encoding.ASCII.GetBytes(Empty);
        S3.Answer = request =>
            request.Method == "GET" && broken-- > 0
                ? new RawResponse { Body = whole, BytesSent = whole.Length - 1 }
                : null;
        var host = new TestHost { OtherTime = TimeProvider.System };
        using var store = await S3.OpenAsync(host: host, limits: new Limits { RequestRetries = 2 });
        Assert.Equal(("", 3), (await CodeAsync(store), S3.Requests.Count(request => request.Method == "GET")));
        Assert.Equal(2, host.Events.Count(happened => happened.Code == "s3.request_retried"));
        broken = int.MaxValue;
        Assert.Equal("s3.unavailable", await CodeAsync(store));
    }

    [Fact]
    public async Task A_listing_that_is_too_large_is_refused()
    {
        var endless = new byte[Limits.ListPageBytes + 1];
        Array.Fill(endless, (byte)' ');
        S3.Answer = request => request.Method == "GET" ? new RawResponse { Body = endless } : null;
        Assert.Equal("s3.bad_response", await CodeAsync());
    }

    [Fact]
    public async Task A_request_without_a_response_is_sent_once_more_on_another_connection()
    {
        var clock = new StallClock(Limits.Default.ResponseStartTimeout) { OnlyOnce = true };
        using var store = await S3.OpenAsync(
            host: new TestHost { OtherTime = clock },
            limits: new Limits { RequestRetries = 1 }
        );
        var lists = 0;
        S3.Answer = request =>
        {
            return request.Method != "GET" || ++lists > 1
                ? null
                : new RawResponse { OnSilent = () => clock.IsElapsing = true };
        };
        var page = await store.ListAsync(new ListRequest { Prefix = "" }, CancellationToken.None);
        Assert.Empty(page.Objects);
        Assert.Equal(2, lists);
    }

    [Fact]
    public async Task A_listing_that_stalls_is_aborted()
    {
        var clock = new StallClock(Limits.Default.BodyIdleTimeout);
        using var store = await S3.OpenAsync(host: new TestHost { OtherTime = clock });
        S3.Answer = request =>
            request.Method == "GET"
                ? new RawResponse
                {
                    Body = Encoding.ASCII.GetBytes(Empty),
                    BytesSent = 20,
                    OnStalled = () => clock.IsElapsing = true,
                }
                : null;
        Assert.Equal("s3.unavailable", await CodeAsync(store));
    }

    [Fact]
    public async Task A_temporary_redirect_is_not_followed()
    {
        await using var other = new RecordingS3();
        S3.Answer = request =>
            request.Method == "GET"
                ? new RawResponse { Status = 307, Headers = { ["Location"] = $"{other.Endpoint}audit-logs" } }
                : null;
        Assert.Equal("s3.bad_response", await CodeAsync());
        Assert.All(
            other.Requests,
            request => Assert.Contains("aws-sdk-dotnet", request.Headers["User-Agent"], StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("ExpiredToken")]
    [InlineData("InvalidToken")]
    public async Task With_static_keys_a_refused_token_is_reported_after_one_retry(string code)
    {
        S3.Answer = request =>
            request.Method == "GET"
                ? new RawResponse
                {
                    Status = 400,
                    Body = Encoding.ASCII.GetBytes($"<Error><Code>{code}</Code></Error>"),
                }
                : null;
        Assert.Equal("s3.token_refused", await CodeAsync());
        Assert.Equal(2, S3.Requests.Count(request => request.Method == "GET"));
    }

    private async Task<string> CodeAsync()
    {
        using var store = await S3.OpenAsync();
        return await CodeAsync(store);
    }

    /// <summary>The code of the error; empty for a page.</summary>
    private static async Task<string> CodeAsync(AwsObjectStore store)
    {
        try
        {
            await store.ListAsync(new ListRequest { Prefix = "" }, CancellationToken.None);
            return "";
        }
        catch (InputException e)
        {
            return e.Error.Code;
        }
    }
}
