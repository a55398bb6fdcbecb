using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace InputSdk.S3.Tests;

/// <summary>
/// Replaces the network with simulated AWS hosts. A host responds as S3 does in its Region, and forwards requests for
/// the correct Region to a server on loopback.
/// </summary>
internal sealed partial class AwsRegions(Uri server, string bucketRegion)
{
    private readonly List<string> _asked = [];

    /// <summary>The Region of the bucket.</summary>
    public string BucketRegion { get; set; } = bucketRegion;

    /// <summary>The server that receives requests to the token service.</summary>
    public Uri? TokenServer { get; init; }

    /// <summary>The status of responses from other Regions.</summary>
    public HttpStatusCode Elsewhere { get; set; } = HttpStatusCode.MovedPermanently;

    /// <summary>
    /// Whether a response from another Region names the bucket's Region. S3 does not name it if a permission is
    /// missing.
    /// </summary>
    public bool NamesRegion { get; set; } = true;

    /// <summary>The Region in a successful response; null for the bucket's Region.</summary>
    public string? Names { get; set; }

    /// <summary>The status and code of an error response to a request for S3; null to serve the request.</summary>
    public Func<HttpRequestMessage, (HttpStatusCode Status, string Code)?> Refuse { get; set; } = _ => null;

    /// <summary>Method and host of each request.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>Replaces the network.</summary>
    public HttpMessageHandler Network => new Handler(this);

    private sealed class Handler(AwsRegions regions) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var host = request.RequestUri!.Host;
            lock (regions._asked)
            {
                regions._asked.Add($"{request.Method} {host}");
            }

            // The servers on loopback check the Host header.
            request.Headers.Host = null;
            if (StsHost().IsMatch(host))
            {
                request.RequestUri = regions.TokenServer;
                return await base.SendAsync(request, cancellationToken);
            }

            var asked = S3Host().Match(host) is { Success: true } match
                ? match.Groups["region"].Value
                : throw new InvalidOperationException($"{host} is no host of S3.");
            var signed = SignedRegion()
                .Match(string.Join(' ', request.Headers.GetValues("Authorization")))
                .Groups["region"]
                .Value;
            if (regions.Refuse(request) is var (status, code))
            {
                return Answer(request, status, code);
            }

            if (asked != regions.BucketRegion || signed != regions.BucketRegion)
            {
                return regions.FromElsewhere(request);
            }

            var bucket = host[..host.IndexOf(".s3.", StringComparison.Ordinal)];
            request.RequestUri = new Uri(regions.Server, $"/{bucket}{request.RequestUri.PathAndQuery}");
            var answer = await base.SendAsync(request, cancellationToken);
            answer.Headers.TryAddWithoutValidation("x-amz-bucket-region", regions.Names ?? regions.BucketRegion);
            return answer;
        }
    }

    private Uri Server { get; } = server;

    private HttpResponseMessage FromElsewhere(HttpRequestMessage request)
    {
        var (code, region) = Elsewhere switch
        {
            HttpStatusCode.MovedPermanently => ("PermanentRedirect", ""),
            HttpStatusCode.TemporaryRedirect => ("TemporaryRedirect", ""),
            _ => ("AuthorizationHeaderMalformed", NamesRegion ? $"<Region>{BucketRegion}</Region>" : ""),
        };
        var answer = Answer(request, Elsewhere, code, region);
        if (NamesRegion)
        {
            answer.Headers.Add("x-amz-bucket-region", BucketRegion);
        }

        if (Elsewhere == HttpStatusCode.TemporaryRedirect)
        {
            answer.Headers.Location = new Uri(
                $"https://{request.RequestUri!.Host.Split('.')[0]}.s3.{BucketRegion}.amazonaws.com{request.RequestUri.PathAndQuery}"
            );
        }

        return answer;
    }

    private static HttpResponseMessage Answer(
        HttpRequestMessage request,
        HttpStatusCode status,
        string code,
        string more = ""
    )
    {
        var answer = new HttpResponseMessage(status)
        {
            RequestMessage = request,
            Content = new StringContent(
                request.Method == HttpMethod.Head
                    ? ""
                    : $"<Error><Code>{code}</Code><Message>It is refused.</Message>{more}</Error>",
                Encoding.UTF8,
                "application/xml"
            ),
        };
        answer.Headers.Add("Date", TimeProvider.System.GetUtcNow().ToString("R"));
        return answer;
    }

    [GeneratedRegex(
        @"\A[a-z0-9-]+\.s3(\.dualstack)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex S3Host();

    [GeneratedRegex(@"\Asts\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\z")]
    private static partial Regex StsHost();

    [GeneratedRegex(@"Credential=[^/]+/[0-9]+/(?<region>[a-z0-9-]+)/", RegexOptions.ExplicitCapture)]
    private static partial Regex SignedRegion();
}
