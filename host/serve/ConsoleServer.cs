using System.Collections;
using InputHost.Plugins;
using InputHost.Serve.Api;
using InputHost.Serve.Errors;
using InputHost.Serve.Inputs;
using InputHost.Serve.Json;
using InputHost.Serve.Runs;
using InputHost.Serve.Safety;
using InputSdk;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace InputHost.Serve;

/// <summary>The web server of the console: Kestrel, its security checks, the API and the pages.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    private const long MaxRequestBytes = 256 * 1024;
    private const int MaxConnections = 256;

    private readonly WebApplication _app;
    private readonly RunServices _services;
    private readonly LiveInputs _inputs;

    private ConsoleServer(WebApplication app, RunServices services, LiveInputs inputs) =>
        (_app, _services, _inputs) = (app, services, inputs);

    /// <summary>The addresses that the server listens on.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <exception cref="HostException">The server cannot listen on the address.</exception>
    public static async Task<ConsoleServer> StartAsync(
        ConsoleOptions options,
        DataFolder data,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ContentRootPath = AppContext.BaseDirectory,
                WebRootPath = Pages.Folder,
                EnvironmentName = Environments.Production,
            }
        );

        // Only the variables of OpenTelemetry are read: those of ASP.NET Core could change the addresses.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
                .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal))
        );
        AddServices(builder, options, data);
        var app = builder.Build();
        var protection = app.Services.GetRequiredService<IDataProtectionProvider>();
        var services = new RunServices
        {
            Data = data,
            Store = InputStore.Open(data.Database),
            Secrets = new SecretProtector(protection),
            Connectors = new ConnectorCache(PluginCatalog.Open(PluginCatalog.DefaultFolder)),
            Telemetry = new RunTelemetry(),
            Slots = new ConcurrencyLimit(options.RunsAtOnce),
            Tries = new ConcurrencyLimit(ConnectionTestApi.AtOnce),
            Viewers = new ConcurrencyLimit(EventsApi.MaxViewers),
            Time = TimeProvider.System,
            Tenant = options.Tenant,
        };
        var inputs = new LiveInputs(services, new RunScheduler(services.Time));
        Map(
            app,
            new Authentication(
                options.Token,
                $"inputhost-{data.CookieSuffix}",
                protection,
                new FailedSignIns(services.Time)
            ),
            services,
            inputs
        );
        var server = new ConsoleServer(app, services, inputs);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await server.DisposeAsync();
            throw new HostException(
                ErrorKind.Config,
                $"Listening on {options.Url} failed ({e.Message.TrimEnd('.')}). Choose another address with --urls."
            );
        }

        if (
            options.Token is null
            && server.Addresses.FirstOrDefault(address => !Loopback.Is(new Uri(address).Host)) is { } open
        )
        {
            await server.DisposeAsync();
            throw new HostException(
                ErrorKind.Internal,
                $"The console listened without a token on {open}, which other machines can reach. Report this error."
            );
        }

        await inputs.BeginAsync(cancellationToken);
        return server;
    }

    /// <summary>Stops all runs at their last stored checkpoints, then the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _inputs.EndAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _services.Telemetry.Dispose();
        _services.Slots.Dispose();
        _services.Tries.Dispose();
        _services.Viewers.Dispose();
        _services.Store.Dispose();
    }

    private static void AddServices(WebApplicationBuilder builder, ConsoleOptions options, DataFolder data)
    {
        builder
            .WebHost.UseUrls(options.Url)
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
                kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);

        // This logger writes whole exceptions, whose messages may contain secrets. Problems logs them without messages.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);

        // This logger warns that the keys are not encrypted. They are in files that only their owner can read.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.Complete);
        builder.Services.AddOpenApi(openApi =>
            openApi.AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info.Title = "inputhost console";
                    document.Info.Description =
                        "A request that changes something must send the csrfToken of /api/session as "
                        + $"{RequestSecurity.CsrfHeader} or, if the console requires a token, Authorization: Bearer.";
                    return Task.CompletedTask;
                }
            )
        );
        builder.Services.AddResponseCompression(compression =>
            compression.MimeTypes = ["text/javascript", "text/css", "text/html", "application/json"]
        );
        builder.Services.AddDataProtection().SetApplicationName("inputhost");
        builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeyFiles(data.Keys));
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = RequestSecurity.CsrfHeader;
            antiforgery.Cookie.Name = $"inputhost-csrf-{data.CookieSuffix}";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            builder
                .Services.AddOpenTelemetry()
                .WithMetrics(metrics => metrics.AddMeter(RunTelemetry.Name).AddOtlpExporter())
                .WithTracing(traces => traces.AddSource(RunTelemetry.Name).AddOtlpExporter());
        }
    }

    private static void Map(WebApplication app, Authentication access, RunServices services, LiveInputs inputs)
    {
        var antiforgery = app.Services.GetRequiredService<IAntiforgery>();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Problems.OfAsync });
        app.UseStatusCodePages();
        app.UseResponseCompression();
        RequestSecurity.Use(app, access, antiforgery);
        app.MapGet("/health", () => new { status = "ok" });
        new MetricsApi(inputs, services).Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api");
        var views = new ViewFactory(inputs, services);
        new SessionApi(access, antiforgery).Map(api);
        new InputsApi(inputs, services, views).Map(api);
        new ConnectionTestApi(inputs, services).Map(api);
        new RecordsApi(inputs, services).Map(api);
        new EventsApi(inputs, services, views, app.Lifetime).Map(api);
        api.MapFallback(() => Results.NotFound());
        Pages.Map(app);
    }
}
