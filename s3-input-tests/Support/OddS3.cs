using System.Text;
using System.Xml.Linq;
using InputSdk.S3.Store;

namespace InputSdk.S3.Tests;

/// <summary>
/// An S3 server on loopback over a bucket in memory, with the differences of real S3-compatible servers.
/// </summary>
internal sealed class OddS3 : IAsyncDisposable
{
    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly RawHttp _http;

    public OddS3()
    {
        _http = new RawHttp(AnswerAsync);
        AwsEndpoint.Set(_http.Endpoint);
    }

    public MemoryStore Store { get; } = new();

    public Uri Endpoint => new(_http.Endpoint);

    /// <summary>The ETag in LIST and GET responses; null for none.</summary>
    public Func<ObjectVersion, string?> ETag { get; init; } = version => version.ETag;

    /// <summary>The time format of LIST. GET returns whole seconds.</summary>
    public string TimeFormat { get; init; } = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Changes the response to a GET of an object.</summary>
    public Func<ObjectVersion, RawResponse, RawResponse> OnGet { get; set; } = (_, answer) => answer;

    /// <summary>Additional headers of the response to a HEAD of an object.</summary>
    public Dictionary<string, string> HeadersOfHead { get; } = [];

    public async ValueTask DisposeAsync()
    {
        AwsEndpoint.Set(null);
        await _http.DisposeAsync();
        Store.Dispose();
    }

    private async Task<RawResponse> AnswerAsync(RawRequest request)
    {
        var target = new Uri("http://s3" + request.Target);
        var key = string.Join('/', Uri.UnescapeDataString(target.AbsolutePath).Split('/')[2..]);
        var answer =
            request.Method == "HEAD" ? new RawResponse { IsHead = true }
            : key.Length > 0 ? await GetAsync(key, request)
            : new RawResponse { Body = await ListAsync(target.Query) };
        foreach (var (name, value) in answer.IsHead && key.Length > 0 ? HeadersOfHead : [])
        {
            answer.Headers[name] = value;
        }

        answer.Headers["Date"] = Store.Now.ToString("R");
        return answer;
    }

    private async Task<byte[]> ListAsync(string query)
    {
        var parameters = query
            .TrimStart('?')
            .Split('&')
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[^1]), StringComparer.Ordinal);
        var prefix = parameters.GetValueOrDefault("prefix", "");
        var page = await Store.ListAsync(
            new ListRequest
            {
                Prefix = prefix,
                StartAfter = parameters.GetValueOrDefault("start-after", ""),
                Folders = parameters.ContainsKey("delimiter"),
                ContinuationToken = parameters.GetValueOrDefault("continuation-token"),
            },
            CancellationToken.None
        );
        var document = new XElement(
            Namespace + "ListBucketResult",
            new XElement(Namespace + "Name", "audit-logs"),
            new XElement(Namespace + "Prefix", prefix),
            new XElement(Namespace + "IsTruncated", page.IsTruncated),
            page.NextToken is { } token ? new XElement(Namespace + "NextContinuationToken", token) : null,
            page.Objects.Select(version => new XElement(
                Namespace + "Contents",
                new XElement(Namespace + "Key", version.Key),
                new XElement(Namespace + "LastModified", version.LastModified.UtcDateTime.ToString(TimeFormat)),
                ETag(version) is { } etag ? new XElement(Namespace + "ETag", etag) : null,
                new XElement(Namespace + "Size", version.Size),
                new XElement(Namespace + "StorageClass", version.StorageClass)
            )),
            page.Folders.Select(folder => new XElement(
                Namespace + "CommonPrefixes",
                new XElement(Namespace + "Prefix", folder)
            ))
        );
        return Encoding.UTF8.GetBytes(document.ToString());
    }

    private async Task<RawResponse> GetAsync(string key, RawRequest request)
    {
        var version = (await Store.ListAsync(new ListRequest { Prefix = key }, CancellationToken.None)).Objects[0];
        if (request.Headers.TryGetValue("If-Match", out var wanted) && wanted != ETag(version))
        {
            return new RawResponse { Status = 412 };
        }

        using var body = new MemoryStream();
        await using (var stored = await Store.GetAsync(version, CancellationToken.None))
        {
            await stored.CopyToAsync(body);
        }

        var answer = new RawResponse { Status = 206, Body = body.ToArray() };
        answer.Headers["Content-Range"] = $"bytes 0-{body.Length - 1}/{body.Length}";
        answer.Headers["Last-Modified"] = version.LastModified.ToString("R");
        if (ETag(version) is { } etag)
        {
            answer.Headers["ETag"] = etag;
        }

        return OnGet(version, answer);
    }
}
