using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace LocalS3Tests;

/// <summary>Requests that no client library would send.</summary>
internal static class RawRequests
{
    private const string Signed =
        $"AWS4-HMAC-SHA256 Credential={ServedBucket.AccessKey}/20260102/us-east-1/s3/aws4_request, "
        + "SignedHeaders=host, Signature=00";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<HttpResponseMessage> SendAsync(
        this ServedBucket bucket,
        HttpMethod method,
        string target,
        string? host = null
    )
    {
        using var client = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(method, new Uri(bucket.Server.Endpoint, target));
        request.Headers.TryAddWithoutValidation("Authorization", Signed);
        request.Headers.Host = host;
        return await client.SendAsync(request);
    }

    /// <summary>Sends the target unchanged: HttpClient would resolve <c>..</c> in it.</summary>
    public static async Task<string> SendTargetAsync(this ServedBucket bucket, string target)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(bucket.Server.Endpoint.Host, bucket.Server.Endpoint.Port, timeout.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes(
                $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {Signed}\r\nConnection: close\r\n\r\n"
            ),
            timeout.Token
        );
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(timeout.Token);
    }

    public static async Task<HttpResponseMessage> PostFormAsync(this ServedBucket bucket, string form)
    {
        using var client = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, bucket.Server.Endpoint);
        var signed = Signed.Replace("/s3/", "/sts/", StringComparison.Ordinal);
        request.Headers.TryAddWithoutValidation("Authorization", signed);
        request.Content = new StringContent(
            form,
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/x-www-form-urlencoded")
        );
        return await client.SendAsync(request);
    }
}
