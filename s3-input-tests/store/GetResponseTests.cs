using System.Text;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Responses of servers to a GET. Only the bytes of the requested version are passed on.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class GetResponseTests : IAsyncLifetime
{
    private const string Listed = "\"0123456789abcdef0123456789abcdef\"";

    private RecordingS3 S3 { get; } = new();
    private AwsObjectStore _store = null!;

    /// <summary>Status, headers and body of responses that contain the version.</summary>
    public static TheoryData<string, int, string, string> Accepted =>
        new()
        {
            { "the range", 206, $"Content-Range: bytes 0-2/3|ETag: {Listed}", "abc" },
            { "a range of an unknown length", 206, $"Content-Range: bytes 0-2/*|ETag: {Listed}", "abc" },
            { "the whole object if the range is ignored", 200, $"ETag: {Listed}", "abc" },
            {
                "an ETag without quotes",
                206,
                "Content-Range: bytes 0-2/3|ETag: 0123456789abcdef0123456789abcdef",
                "abc"
            },
            { "a weak ETag", 206, $"Content-Range: bytes 0-2/3|ETag: W/{Listed}", "abc" },
            {
                "the object's own Content-Encoding",
                206,
                $"Content-Range: bytes 0-2/3|ETag: {Listed}|Content-Encoding: gzip",
                "abc"
            },
            { "chunks", 200, $"ETag: {Listed}|Transfer-Encoding: chunked", "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n" },
            { "no length", 200, $"ETag: {Listed}|Transfer-Encoding: identity", "abc" },
        };

    /// <summary>Other responses, and the result for the object.</summary>
    public static TheoryData<string, int, string, string, string> Refused =>
        new()
        {
            { "a longer object", 206, $"Content-Range: bytes 0-2/4|ETag: {Listed}", "abc", "object.body_failed" },
            { "another part", 206, $"Content-Range: bytes 1-3/4|ETag: {Listed}", "abc", "object.body_failed" },
            { "less than requested", 206, $"Content-Range: bytes 0-1/3|ETag: {Listed}", "ab", "object.body_failed" },
            { "more than its range", 206, $"Content-Range: bytes 0-1/3|ETag: {Listed}", "abc", "object.body_failed" },
            { "an unsatisfied range", 206, $"Content-Range: bytes */3|ETag: {Listed}", "abc", "object.body_failed" },
            {
                "a range in another unit",
                206,
                $"Content-Range: lines 0-2/3|ETag: {Listed}",
                "abc",
                "object.body_failed"
            },
            { "an invalid range", 206, $"Content-Range: abc|ETag: {Listed}", "abc", "object.body_failed" },
            { "a part without a range", 206, $"ETag: {Listed}", "abc", "object.body_failed" },
            {
                "several parts",
                206,
                $"Content-Type: multipart/byteranges; boundary=x|ETag: {Listed}",
                "abc",
                "object.body_failed"
            },
            {
                "another version",
                206,
                "Content-Range: bytes 0-2/3|ETag: \"ffffffffffffffffffffffffffffffff\"",
                "abc",
                "missing"
            },
            {
                "a version that differs in case",
                206,
                $"Content-Range: bytes 0-2/3|ETag: {Listed.ToUpperInvariant()}",
                "abc",
                "missing"
            },
            { "a version without an ETag", 206, "Content-Range: bytes 0-2/3", "abc", "missing" },
            { "two ETags", 206, $"Content-Range: bytes 0-2/3|ETag: {Listed}, \"f\"", "abc", "missing" },
            { "a whole object of another length", 200, $"ETag: {Listed}", "abcd", "object.body_failed" },
            { "an empty body", 200, $"ETag: {Listed}", "", "object.body_failed" },
            { "a sign-in page", 200, "Content-Type: text/html", "<html>Sign in</html>", "object.body_failed" },
            { "a page of the expected length", 200, "Content-Type: text/html", "Hi!", "missing" },
            { "no content", 204, "", "", "object.body_failed" },
            { "accepted", 202, "", "abc", "object.body_failed" },
            { "not modified", 304, "", "", "internal.unexpected" },
            { "not found", 404, "", "<Error><Code>NoSuchKey</Code></Error>", "missing" },
            { "not found, without a document", 404, "", "", "missing" },
            { "not found, from a gateway", 404, "Content-Type: text/html", "<html>Not found</html>", "missing" },
            { "gone", 410, "", "", "internal.unexpected" },
            { "another version exists", 412, "", "<Error><Code>PreconditionFailed</Code></Error>", "missing" },
            { "another version exists, without a document", 412, "", "", "missing" },
            {
                "a range that is not satisfiable",
                416,
                "",
                "<Error><Code>InvalidRange</Code></Error>",
                "internal.unexpected"
            },
            { "redirected", 301, "", "<Error><Code>PermanentRedirect</Code></Error>", "s3.wrong_region" },
            { "denied", 403, "", "<Error><Code>AccessDenied</Code></Error>", "s3.get_denied" },
            { "denied, from a gateway", 403, "Content-Type: text/html", "<html>Blocked</html>", "s3.get_denied" },
            { "archived", 403, "", "<Error><Code>InvalidObjectState</Code></Error>", "archived" },
            { "an internal error", 500, "", "<Error><Code>InternalError</Code></Error>", "object.body_failed" },
            { "busy", 503, "", "<Error><Code>SlowDown</Code></Error>", "s3.unavailable" },
            { "a bad gateway", 502, "Content-Type: text/html", "<html>Bad gateway</html>", "s3.unavailable" },
        };

    public async Task InitializeAsync()
    {
        AwsEndpoint.Set(S3.Endpoint.ToString());
        _store = await S3.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        AwsEndpoint.Set(null);
        _store.Dispose();
        await S3.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_response_with_the_version_is_passed_on_unchanged(
        string answer,
        int status,
        string headers,
        string body
    )
    {
        S3.Answer = request => request.Method == "GET" ? Answer(status, headers, body) : null;
        Assert.True((answer, "abc", 2) == (answer, await TextAsync("a"), S3.Requests.Count), answer);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Any_other_response_yields_no_byte(
        string answer,
        int status,
        string headers,
        string body,
        string result
    )
    {
        S3.Answer = request => request.Method == "GET" ? Answer(status, headers, body) : null;
        Assert.Equal((answer, result), (answer, await ResultAsync("a")));
        Assert.InRange(S3.Requests.Count, 3, 6);
    }

    [Theory]
    [InlineData(404, "<Error><Code>NoSuchKey</Code></Error>", "missing")]
    [InlineData(412, "", "missing")]
    [InlineData(403, "<Error><Code>AccessDenied</Code></Error>", "s3.get_denied")]
    [InlineData(400, "<Error><Code>ExpiredToken</Code></Error>", "s3.token_refused")]
    public async Task A_key_that_starts_with_a_slash_is_requested_unchanged(int status, string body, string result)
    {
        S3.Answer = request => request.Method == "GET" ? Answer(status, "", body) : null;
        Assert.Equal(result, await ResultAsync("/a"));
        Assert.All(
            S3.Requests.Where(request =>
                request.Method == "GET" && !request.Target.Contains("list-type", StringComparison.Ordinal)
            ),
            request => Assert.Equal("/audit-logs//a", request.Target)
        );
    }

    [Theory]
    [InlineData(200, "missing")]
    [InlineData(403, "missing")]
    [InlineData(404, "s3.bucket_not_found")]
    public async Task A_bucket_is_missing_only_if_the_bucket_itself_is_not_found(int head, string result)
    {
        S3.Answer = request =>
            request.Method == "HEAD"
                ? new RawResponse { IsHead = true, Status = head }
                : Answer(404, "", "<Error><Code>NoSuchBucket</Code></Error>");
        Assert.Equal(result, await ResultAsync("a"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = new RecordingS3();
        S3.Answer = request =>
            request.Method == "GET" ? Answer(307, $"Location: {other.Endpoint}audit-logs/a", "") : null;
        Assert.Equal("object.body_failed", await ResultAsync("a"));

        // The SDK follows the redirect to find the error. None of its bytes are used.
        Assert.All(
            other.Requests,
            request => Assert.Contains("aws-sdk-dotnet", request.Headers["User-Agent"], StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_object_that_is_refused_once_is_read()
    {
        var refusals = 1;
        S3.Answer = request =>
            request.Method == "GET" && refusals-- > 0 ? Answer(200, "", "<html>Sign in</html>") : null;
        Assert.Equal("\0\0\0", await TextAsync("a"));
    }

    private static RawResponse Answer(int status, string headers, string body)
    {
        var answer = new RawResponse
        {
            Status = status,
            Body = Encoding.ASCII.GetBytes(body),
            OmitsLength = headers.Contains("Transfer-Encoding", StringComparison.Ordinal),
        };
        foreach (
            var header in headers
                .Split('|', StringSplitOptions.RemoveEmptyEntries)
                .Where(header => header != "Transfer-Encoding: identity")
        )
        {
            answer.Headers[header[..header.IndexOf(':', StringComparison.Ordinal)]] = header[
                (header.IndexOf(':', StringComparison.Ordinal) + 2)..
            ];
        }

        return answer;
    }

    private async Task<string> TextAsync(string key)
    {
        await using var body = await _store.GetAsync(RecordingS3.Version(key, Listed), CancellationToken.None);
        using var reader = new StreamReader(body, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The code of the error, or the result for the object if there is none.</summary>
    private async Task<string> ResultAsync(string key)
    {
        try
        {
            return await TextAsync(key);
        }
        catch (ObjectMissingException)
        {
            return "missing";
        }
        catch (ObjectUnreadableException)
        {
            return "archived";
        }
        catch (InputException e)
        {
            return e.Error.Code;
        }
    }
}
