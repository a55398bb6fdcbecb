using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TestSupport;

/// <summary>
/// An HTTP server on loopback that can violate the protocol: bodies that are shorter than announced, or that stall.
/// Each connection serves one request.
/// </summary>
public sealed class RawHttp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawRequest, Task<RawResponse>> _answer;
    private readonly Task _accepting;
    private int _connections;

    public RawHttp(Func<RawRequest, Task<RawResponse>> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"{(Certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}";

    /// <summary>The server certificate; null for HTTP.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The number of connections so far.</summary>
    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException || _stop.IsCancellationRequested)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Interlocked.Increment(ref _connections);
                await using var stream = await OpenAsync(client);
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var answer = await _answer(await RequestAsync(reader));
                if (answer.OnSilent is { } silent)
                {
                    silent();
                    _ = await reader.ReadAsync(new char[1], _stop.Token);
                    return;
                }

                var head = new StringBuilder($"HTTP/1.1 {answer.Status} Status\r\nConnection: close\r\n");
                head.Append(answer.OmitsLength ? "" : $"Content-Length: {answer.Body.Length}\r\n");
                foreach (var (name, value) in answer.Headers)
                {
                    head.Append($"{name}: {value}\r\n");
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
                await stream.WriteAsync(
                    answer.IsHead
                        ? ReadOnlyMemory<byte>.Empty
                        : answer.Body.AsMemory(0, answer.BytesSent ?? answer.Body.Length),
                    _stop.Token
                );
                if (answer.OnStalled is { } stalled)
                {
                    stalled();
                    _ = await reader.ReadAsync(new char[1], _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException)
            {
                // The client disconnected, or the test ended.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (Certificate is null)
        {
            return client.GetStream();
        }

        var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = Certificate },
                _stop.Token
            );
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private async Task<RawRequest> RequestAsync(StreamReader reader)
    {
        var first = (await reader.ReadLineAsync(_stop.Token) ?? throw new IOException()).Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        }

        // Closing a connection with unread bytes resets it, and the response is lost.
        if (headers.TryGetValue("Content-Length", out var length) && length != "0")
        {
            await reader.ReadBlockAsync(new char[int.Parse(length, CultureInfo.InvariantCulture)], _stop.Token);
        }

        return new RawRequest(first[0], first[1], headers);
    }
}

public sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers);

public sealed record RawResponse
{
    public int Status { get; init; } = 200;

    public bool IsHead { get; init; }

    public IDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public byte[] Body { get; init; } = [];

    /// <summary>
    /// Omits Content-Length. The body ends according to its Transfer-Encoding, or with the connection.
    /// </summary>
    public bool OmitsLength { get; init; }

    /// <summary>The number of bytes of the body to send before the connection is closed.</summary>
    public int? BytesSent { get; init; }

    /// <summary>Called instead of sending a response. The connection stays open without data.</summary>
    public Action? OnSilent { get; init; }

    /// <summary>Called after these bytes were sent. The connection then stays open without data.</summary>
    public Action? OnStalled { get; init; }
}
