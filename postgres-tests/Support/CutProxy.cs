using System.Net;
using System.Net.Sockets;

namespace PostgresTests;

/// <summary>A proxy before a server that cuts connections, or changes their settings as a pooler does.</summary>
internal sealed class CutProxy : IDisposable
{
    private static ReadOnlySpan<byte> Setting => "idle_in_transaction_session_timeout=5000"u8;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port;
    private readonly Func<ReadOnlyMemory<byte>, Cut> _cut;
    private readonly bool _dropsSettings;

    /// <param name="port">The port of the server.</param>
    /// <param name="cut">Whether to cut a connection at what the client sends.</param>
    /// <param name="dropsSettings">Whether to change the settings at the start of each connection.</param>
    public CutProxy(int port, Func<ReadOnlyMemory<byte>, Cut>? cut = null, bool dropsSettings = false)
    {
        (_port, _cut, _dropsSettings) = (port, cut ?? (_ => Cut.None), dropsSettings);
        _listener.Start();
        _ = AcceptAsync();
    }

    internal enum Cut
    {
        None,

        /// <summary>The server does not receive what the client sent.</summary>
        Before,

        /// <summary>The server receives what the client sent, and the client receives no answer.</summary>
        After,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var answers = server.GetStream().CopyToAsync(client.GetStream(), silence.Token);
            var sending = SendAsync(client.GetStream(), server.GetStream(), silence);
            await Task.WhenAny(answers, sending);
            if (silence.IsCancellationRequested)
            {
                await sending;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The connection ends.
        }
    }

    private async Task SendAsync(NetworkStream client, NetworkStream server, CancellationTokenSource silence)
    {
        var buffer = new byte[64 * 1024];
        var isStart = _dropsSettings;
        while (await client.ReadAsync(buffer, _stop.Token) is > 0 and var length)
        {
            if (isStart && buffer.AsSpan(0, length).IndexOf(Setting) is >= 0 and var at)
            {
                "=0000"u8.CopyTo(buffer.AsSpan(at + Setting.Length - "=5000".Length));
                isStart = false;
            }

            var cut = _cut(buffer.AsMemory(0, length));
            if (cut == Cut.Before)
            {
                return;
            }

            if (cut == Cut.After)
            {
                await silence.CancelAsync();
                await server.WriteAsync(buffer.AsMemory(0, length), _stop.Token);

                // The server answers after it has committed.
                await server.ReadExactlyAsync(buffer.AsMemory(0, 1), _stop.Token);
                return;
            }

            await server.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }
    }
}
