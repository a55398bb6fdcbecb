using System.Security.Cryptography;
using System.Text;
using InputHost.Health;
using InputHost.Serve.Safety;
using InputSdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace InputHost.Serve;

/// <summary>Serves the figures of a run on the command line at <c>/metrics</c>.</summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    private const int MaxConnections = 16;

    private readonly WebApplication _app;

    private MetricsServer(WebApplication app) => _app = app;

    /// <summary>The URL of the figures.</summary>
    public string Url => $"{_app.Urls.First()}/metrics";

    /// <param name="address">The host and port to listen on.</param>
    /// <param name="token">The token that clients must send; null for clients on this machine only.</param>
    /// <param name="figures">Returns the current figures.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="HostException">The server cannot listen on the address.</exception>
    public static async Task<MetricsServer> StartAsync(
        Uri address,
        string? token,
        Func<IReadOnlyList<InputFigures>> figures,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(address.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        });
        var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.StatusCode = StatusOf(context.Request, token);
            if (context.Response.StatusCode == StatusCodes.Status200OK)
            {
                context.Response.ContentType = PrometheusText.ContentType;
                await context.Response.WriteAsync(PrometheusText.Of(figures(), time.GetUtcNow()));
            }
        });
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new HostException(
                ErrorKind.Config,
                $"Listening on {address.Authority} failed ({e.Message.TrimEnd('.')}). Choose another address with "
                    + "--metrics."
            );
        }

        return new MetricsServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static int StatusOf(HttpRequest request, string? token) =>
        // Without a token, a page of another site must not reach the server through a name that resolves to loopback.
        token is null
        && !Loopback.Is(request.Host.Host)
            ? StatusCodes.Status421MisdirectedRequest
        : token is not null && !IsToken(request.Headers.Authorization.ToString(), token)
            ? StatusCodes.Status401Unauthorized
        : !HttpMethods.IsGet(request.Method) ? StatusCodes.Status405MethodNotAllowed
        : request.Path != "/metrics" ? StatusCodes.Status404NotFound
        : StatusCodes.Status200OK;

    private static bool IsToken(string header, string token) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(header)),
            SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}"))
        );
}
