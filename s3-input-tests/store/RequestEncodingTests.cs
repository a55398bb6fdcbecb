using FsCheck.Fluent;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// A server decodes exactly the listed key from the request line, byte by byte, and the signature covers it.
/// </summary>
[Collection(nameof(AwsEndpoint))]
public sealed class RequestEncodingTests : IDisposable
{
    private static readonly string[] Keys =
    [
        "/",
        "//",
        "///a",
        "a//b",
        "a/",
        "/a",
        ".",
        "..",
        "./a",
        "../a",
        "a/.",
        "a/..",
        "a/./b",
        "a/../b",
        "a/../../../b",
        "../../audit-logs-2/a",
        "...",
        ". .",
        "%2F",
        "a%2Fb",
        "%2e%2e/a",
        "%",
        "100%",
        "%zz",
        "%00",
        "%25",
        " ",
        " a ",
        "a b",
        "a+b",
        "+",
        "~",
        "a~b",
        "'",
        "\"",
        "a\"b'c",
        "\\",
        "..\\a",
        "?",
        "a?b=c",
        "#",
        "a#b",
        "&",
        "a&b",
        "=",
        ";",
        "a;b",
        ":",
        "http://192.0.2.1/a",
        "//192.0.2.1/a",
        "@",
        "a@b",
        "*",
        "(",
        ")",
        "!",
        "$",
        ",",
        "[a]",
        "{a}",
        "|",
        "^",
        "`",
        "<a>",
        "\r\nHost: 192.0.2.1",
        "a HTTP/1.1\r\n\r\n",
        "é",
        "e\u0301",
        "日本語",
        "\u00A0",
        "\u200F",
        "\uE000",
        "\uFFFD",
        "\uFFFE",
        "\uFFFF",
        "\U00010000",
        "\U0001F600",
        "\U0010FFFF",
        "\u007F",
        "\u0080",
        "\u2028",
        "\uFEFF",
    ];

    /// <summary>
    /// The addressing styles: the path of a server, a path below a base path, AWS host names, and AWS path style for
    /// names with dots.
    /// </summary>
    public static TheoryData<string> Styles => ["path", "path below a base", "host", "dots", "China"];

    public void Dispose() => AwsEndpoint.Set(null);

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task A_hostile_key_is_sent_unchanged(string style)
    {
        await using var server = Server(style, out var network, out var start);
        using var store = await server.OpenAsync(RegionOf(style), network);
        foreach (var key in Keys)
        {
            await AssertSentAsync(server, store, key, start);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Every_ASCII_character_is_sent_unchanged(string style)
    {
        await using var server = Server(style, out var network, out var start);
        using var store = await server.OpenAsync(RegionOf(style), network);
        for (var unit = '\u0001'; unit <= '\u007F'; unit++)
        {
            await AssertSentAsync(server, store, $"{unit}", start);
            await AssertSentAsync(server, store, $"a{unit}b/{unit}", start);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task A_random_key_is_sent_unchanged(string style)
    {
        await using var server = Server(style, out var network, out var start);
        using var store = await server.OpenAsync(RegionOf(style), network);
        await RandomCases.HoldAsync(RandomCases.Key, 100, key => AssertSentAsync(server, store, key, start));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task The_parameters_of_a_listing_are_sent_unchanged(string style)
    {
        await using var server = Server(style, out var network, out var start);
        using var store = await server.OpenAsync(RegionOf(style), network);
        var requests =
            from prefix in RandomCases.Text
            from after in RandomCases.Text
            from token in Gen.OneOf(Gen.Constant<string?>(null), RandomCases.Key.Select(key => (string?)key))
            from folders in Gen.Elements(true, false)
            from keys in Gen.Elements(1, Limits.ListPageKeys)
            select new ListRequest
            {
                Prefix = prefix,
                StartAfter = after,
                ContinuationToken = token,
                Folders = folders,
                MaxKeys = keys,
            };
        await RandomCases.HoldAsync(
            requests,
            100,
            async request =>
            {
                await store.ListAsync(request, CancellationToken.None);
                Assert.StartsWith(
                    (start.Length == 1 ? start : start[..^1]) + "?",
                    server.Last.Target,
                    StringComparison.Ordinal
                );
                Assert.Equal(
                    (
                        "2",
                        request.Prefix,
                        request.StartAfter.Length == 0 ? null : request.StartAfter,
                        request.ContinuationToken,
                        request.Folders ? "/" : null,
                        $"{request.MaxKeys}"
                    ),
                    (
                        Sent("list-type")!,
                        Sent("prefix")!,
                        Sent("start-after"),
                        Sent("continuation-token"),
                        Sent("delimiter"),
                        Sent("max-keys")!
                    )
                );
                SignatureVerifier.AssertValid(server.Last, RecordingS3.AccessKey, RecordingS3.SecretKey);
            }
        );

        string? Sent(string name) => RecordingS3.Parameter(server.Last, name);
    }

    [Theory]
    [InlineData("\"0123456789abcdef0123456789abcdef\"")]
    [InlineData("\"0123456789abcdef0123456789abcdef-17\"")]
    [InlineData("W/\"weak\"")]
    [InlineData("no quotes")]
    [InlineData("two  spaces")]
    [InlineData(" spaces around ")]
    [InlineData("*")]
    [InlineData("a, \"b\"")]
    public async Task The_version_and_the_range_are_signed_with_the_headers_that_S3_requires(string etag)
    {
        await using var server = Server("host", out var network, out _);
        using var store = await server.OpenAsync("eu-west-1", network);
        (await store.GetAsync(RecordingS3.Version("a", etag, size: 12_345), CancellationToken.None)).Dispose();
        var sent = server.Last;
        Assert.Equal(
            ["host", "if-match", "range", "x-amz-content-sha256", "x-amz-date"],
            SignatureVerifier.HeadersOf(sent)
        );
        Assert.Equal(
            (etag.Trim(), "bytes=0-12344", RequestSigner.EmptyBodyHash),
            (sent.Headers["if-match"], sent.Headers["range"], sent.Headers["x-amz-content-sha256"])
        );
        SignatureVerifier.AssertValid(sent, RecordingS3.AccessKey, RecordingS3.SecretKey);
    }

    [Fact]
    public async Task The_token_of_a_session_is_signed()
    {
        await using var server = Server("host", out var network, out _);
        server.Answer = request =>
            request.Method == "POST"
                ? HangingTokenService.Session with
                {
                    Headers = new Dictionary<string, string>(),
                }
                : null;
        using var own = LocalS3Test.PlatformKeys();
        var config = ConfigReader.Read(RedshiftAuditLogs.Declaration, LocalS3Test.RoleConfig);
        using var store = new AwsObjectStore(
            config,
            RedshiftAuditLogs.Declaration,
            new TestHost { OtherTime = TimeProvider.System },
            Limits.Default,
            network
        );
        await store.ProbeAsync(CancellationToken.None);
        (await store.GetAsync(RecordingS3.Version("a"), CancellationToken.None)).Dispose();
        var get = server.Last;
        await store.ListAsync(new ListRequest { Prefix = "a" }, CancellationToken.None);
        foreach (var sent in new[] { get, server.Last })
        {
            Assert.Equal("token", sent.Headers["x-amz-security-token"]);
            Assert.Contains("x-amz-security-token", SignatureVerifier.HeadersOf(sent));
            SignatureVerifier.AssertValid(sent, "ASIAIOSFODNN7EXAMPLE", "session");
        }
    }

    [Fact]
    public async Task A_version_without_an_ETag_is_requested_without_an_ETag_header()
    {
        await using var server = Server("host", out var network, out _);
        using var store = await server.OpenAsync("eu-west-1", network);
        (await store.GetAsync(RecordingS3.Version("a", etag: ""), CancellationToken.None)).Dispose();
        Assert.Equal(["host", "range", "x-amz-content-sha256", "x-amz-date"], SignatureVerifier.HeadersOf(server.Last));
        Assert.DoesNotContain("if-match", server.Last.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("path", "127.0.0.1")]
    [InlineData("path below a base", "s3.example.net:9000")]
    [InlineData("host", "audit-logs.s3.eu-west-1.amazonaws.com")]
    [InlineData("dots", "s3.eu-west-1.amazonaws.com")]
    [InlineData("China", "audit-logs.s3.cn-north-1.amazonaws.com.cn")]
    public async Task The_host_header_matches_the_address(string style, string host)
    {
        await using var server = Server(style, out var network, out _);
        using var store = await server.OpenAsync(RegionOf(style), network);
        await store.ListAsync(new ListRequest { Prefix = "" }, CancellationToken.None);
        Assert.Equal(style == "path" ? $"{host}:{server.Endpoint.Port}" : host, server.Last.Headers["Host"]);
    }

    private static async Task AssertSentAsync(RecordingS3 server, AwsObjectStore store, string key, string start)
    {
        (await store.GetAsync(RecordingS3.Version(key), CancellationToken.None)).Dispose();
        var sent = server.Last;
        Assert.StartsWith(start, sent.Target, StringComparison.Ordinal);
        Assert.Equal(key, RecordingS3.Decoded(sent.Target[start.Length..]));
        SignatureVerifier.AssertValid(sent, RecordingS3.AccessKey, RecordingS3.SecretKey);
    }

    private static string RegionOf(string style) => style == "China" ? "cn-north-1" : "eu-west-1";

    /// <param name="style">How the bucket is addressed.</param>
    /// <param name="network">Replaces the network; null if that is not needed.</param>
    /// <param name="start">The part of the request line before the key.</param>
    private static RecordingS3 Server(string style, out HttpMessageHandler? network, out string start)
    {
        var server = new RecordingS3 { Bucket = style == "dots" ? "audit.logs" : "audit-logs" };
        AwsEndpoint.Set(
            style == "path" ? server.Endpoint.ToString()
            : style == "path below a base" ? "http://s3.example.net:9000/base/v1/"
            : null
        );
        network = style == "path" ? null : new LoopbackNetwork(server.Endpoint);
        start = style switch
        {
            "path" => "/audit-logs/",
            "path below a base" => "/base/v1/audit-logs/",
            "dots" => "/audit.logs/",
            _ => "/",
        };
        return server;
    }
}
