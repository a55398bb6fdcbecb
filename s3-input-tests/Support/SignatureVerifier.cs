using System.Globalization;
using System.Text.RegularExpressions;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Verifies a signature as a server does, using only what it received.</summary>
internal static partial class SignatureVerifier
{
    /// <summary>The names of the headers that the signature covers.</summary>
    public static string[] HeadersOf(RawRequest request) => Parts(request).Groups["headers"].Value.Split(';');

    /// <summary>Fails if the request line or a signed header differs from what was signed with this key.</summary>
    public static void AssertValid(RawRequest request, string accessKey, string secretKey)
    {
        var parts = Parts(request);
        var (path, query) = request.Target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0
            ? (request.Target[..at], request.Target[(at + 1)..])
            : (request.Target, "");
        var headers = HeadersOf(request).Select(name => (name, request.Headers[name])).ToList();
        var expected = new RequestSigner().Authorization(
            new SignedRequest(request.Method, path, InOrder(query), headers, request.Headers["x-amz-content-sha256"]),
            new SigningScope(accessKey, secretKey, parts.Groups["region"].Value, "s3"),
            DateTimeOffset.ParseExact(
                request.Headers["x-amz-date"],
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            )
        );
        Assert.Equal(expected, request.Headers["Authorization"]);
    }

    /// <summary>The parameters, sorted by name, each with its equals sign.</summary>
    private static string InOrder(string query) =>
        string.Join(
            '&',
            query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
                .Order(StringComparer.Ordinal)
        );

    private static Match Parts(RawRequest request) =>
        Authorization().Match(request.Headers["Authorization"]) is { Success: true } match
            ? match
            : throw new FormatException("It is not signed.");

    [GeneratedRegex(
        @"\AAWS4-HMAC-SHA256 Credential=[^/]+/[0-9]{8}/(?<region>[a-z0-9-]+)/s3/aws4_request, "
            + @"SignedHeaders=(?<headers>[a-z0-9;-]+), Signature=[0-9a-f]{64}\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Authorization();
}
