using System.Net.Sockets;

namespace InputSdk.S3.Tests;

/// <summary>
/// Replaces the network: every host name resolves to one server on loopback. The server receives each request exactly
/// as it would be sent, without TLS.
/// </summary>
internal sealed class LoopbackNetwork(Uri server) : DelegatingHandler(ConnectionsTo(server))
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var uri = request.RequestUri!;
        request.RequestUri = new Uri(
            $"http://{uri.Authority}{uri.PathAndQuery}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        return base.SendAsync(request, cancellationToken);
    }

    private static SocketsHttpHandler ConnectionsTo(Uri server) =>
        new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
}
