using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace InputSdk.S3.Tests;

/// <summary>
/// An HTTP server on loopback that can break the rules: bodies shorter than promised, or that stop and
/// never go on. One request for each connection.
/// </summary>
internal sealed class RawHttp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawRequest, Task<RawAnswer>> _answer;
    private readonly Task _accepting;
    private int _connections;

    public RawHttp(Func<RawRequest, Task<RawAnswer>> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"{(Certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}";

    /// <summary>Identifies the server over TLS; null for none.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Connections so far.</summary>
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
                // The client left, or the test is over.
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

        // A connection that is closed with bytes unread is reset, and the answer with it.
        if (headers.TryGetValue("Content-Length", out var length) && length != "0")
        {
            await reader.ReadBlockAsync(new char[int.Parse(length, CultureInfo.InvariantCulture)], _stop.Token);
        }

        return new RawRequest(first[0], first[1], headers);
    }
}

internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers);

internal sealed record RawAnswer
{
    public int Status { get; init; } = 200;

    public bool IsHead { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>The length is not sent: the body ends as its Transfer-Encoding says, or with the connection.</summary>
    public bool OmitsLength { get; init; }

    /// <summary>Bytes of the body that are sent; then the connection ends.</summary>
    public int? BytesSent { get; init; }

    /// <summary>Called instead of an answer; nothing is sent, and the connection stays.</summary>
    public Action? OnSilent { get; init; }

    /// <summary>Called when those were sent; then nothing comes, and the connection stays.</summary>
    public Action? OnStalled { get; init; }
}
