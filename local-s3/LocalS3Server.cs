using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LocalS3;

/// <summary>
/// A read-only S3 and STS endpoint that serves a folder, for demonstrations and tests. An unmodified AWS client can
/// use it with path-style addressing. It listens only on the loopback interface and writes no output.
/// </summary>
public sealed class LocalS3Server : IAsyncDisposable
{
    /// <summary>Prefix, start-after and token of a listing can each be a percent-encoded key.</summary>
    private const int MaxRequestLineBytes = 16 * 1024;

    private readonly KestrelServer kestrel;
    private readonly RequestHandler handler;

    private LocalS3Server(KestrelServer kestrel, RequestHandler handler)
    {
        this.kestrel = kestrel;
        this.handler = handler;
    }

    /// <summary>The address for S3 and STS, such as <c>http://127.0.0.1:34567</c>.</summary>
    public Uri Endpoint => new(kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The latest 10,000 well-formed requests, including refused ones, oldest first.</summary>
    public IReadOnlyList<S3Request> Requests => handler.Log.Latest();

    /// <summary>The total number of requests.</summary>
    public long RequestCount => handler.Log.Count;

    /// <summary>
    /// The total delay for <see cref="LocalS3Options.Latency"/>. A timer is never early and often slightly late.
    /// </summary>
    public TimeSpan Waited => handler.Waited;

    /// <summary>The external ID of the latest successful AssumeRole; null if it had none.</summary>
    public string? LastExternalId => handler.Sts.LastExternalId;

    /// <summary>Starts a server.</summary>
    /// <param name="options">The options.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<LocalS3Server> StartAsync(
        LocalS3Options options,
        CancellationToken cancellationToken = default
    )
    {
        if (!Directory.Exists(options.Folder))
        {
            throw new DirectoryNotFoundException($"The folder '{options.Folder}' does not exist.");
        }

        // Kestrel without a generic host: a host would read settings from the environment and handle Ctrl+C instead of
        // the program that this server runs in.
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

    /// <summary>Stops listening and aborts the requests in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        await kestrel.StopAsync(new CancellationToken(canceled: true));
        kestrel.Dispose();
    }
}
