using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace ServerTests;

/// <summary>
/// A proxy between a program and a server that forwards all bytes and records the first line of each request. It
/// supports only requests without a body, which are the only ones that a read sends.
/// </summary>
internal sealed class RequestCounter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<string> _requests = Channel.CreateUnbounded<string>();
    private readonly Uri _server;
    private readonly Task _accepting;

    public RequestCounter(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>The lines in order of arrival, such as <c>GET /bucket?list-type=2 HTTP/1.1</c>.</summary>
    public ChannelReader<string> Requests => _requests.Reader;

    /// <summary>The lines that arrived since the last call.</summary>
    public IReadOnlyList<string> TakeAll()
    {
        var lines = new List<string>();
        while (_requests.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _stopping.Token);
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), new RequestLines(_requests.Writer)),
                    CopyAsync(server.GetStream(), client.GetStream(), lines: null)
                );
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // If one side disconnects, disposing of the connections also disconnects the other.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, RequestLines? lines)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is > 0 and var count)
        {
            lines?.Read(buffer.AsSpan(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
        }
    }

    /// <summary>Finds the first line of each request in what a client sends.</summary>
    private sealed class RequestLines(ChannelWriter<string> found)
    {
        private readonly StringBuilder _line = new();
        private bool _inHeaders;

        public void Read(ReadOnlySpan<byte> bytes)
        {
            foreach (var letter in bytes)
            {
                if (letter != '\n')
                {
                    _line.Append((char)letter);
                    continue;
                }

                var line = _line.ToString().TrimEnd('\r');
                _line.Clear();
                if (!_inHeaders)
                {
                    found.TryWrite(line);
                }

                _inHeaders = line.Length > 0;
            }
        }
    }
}
