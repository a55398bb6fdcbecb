using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LocalS3;

/// <summary>
/// A read-only S3 and STS endpoint over a folder, for demonstration and tests: an unmodified AWS client
/// can use it, with path style. It listens on the loopback interface only and says nothing by itself.
/// </summary>
public sealed class LocalS3Server : IAsyncDisposable
{
    /// <summary>Prefix, start-after and token of a listing may each be a whole key, percent-encoded.</summary>
    private const int MaxRequestLineBytes = 16 * 1024;

    private readonly KestrelServer kestrel;
    private readonly RequestHandler handler;

    private LocalS3Server(KestrelServer kestrel, RequestHandler handler)
    {
        this.kestrel = kestrel;
        this.handler = handler;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:34567</c>; S3 and STS alike.</summary>
    public Uri Endpoint => new(kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The latest 10,000 requests that could be read, those not let in among them, oldest first.</summary>
    public IReadOnlyList<S3Request> Requests => handler.Log.Latest();

    /// <summary>How many requests there were in all.</summary>
    public long RequestCount => handler.Log.Count;

    /// <summary>How long requests waited in all for <see cref="LocalS3Options.Latency"/>: a timer is never early, and often a little late.</summary>
    public TimeSpan Waited => handler.Waited;

    /// <summary>The external id of the latest successful AssumeRole; null when it had none.</summary>
    public string? LastExternalId => handler.Sts.LastExternalId;

    /// <summary>Starts to listen.</summary>
    /// <param name="options">What to serve, and to whom.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalS3Server> StartAsync(
        LocalS3Options options,
        CancellationToken cancellationToken = default
    )
    {
        if (!Directory.Exists(options.Folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{options.Folder}' to serve.");
        }

        // Kestrel alone, without a host around it: that one would read the environment's settings and
        // take over Ctrl-C from the program this runs in.
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false };
        kestrelOptions.Limits.MaxRequestBodySize = RequestReader.MaxFormBytes;
        kestrelOptions.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrelOptions.Listen(IPAddress.Loopback, options.Port);
        var transport = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions()),
            NullLoggerFactory.Instance
        );
        var server = new LocalS3Server(
            new KestrelServer(Options.Create(kestrelOptions), transport, NullLoggerFactory.Instance),
            new RequestHandler(options)
        );
        try
        {
            await server.kestrel.StartAsync(server.handler, cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Stops listening; requests under way are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await kestrel.StopAsync(new CancellationToken(canceled: true));
        kestrel.Dispose();
    }
}
