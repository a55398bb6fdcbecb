using System.Collections;
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

/// <summary>The options that the console is started with.</summary>
internal sealed record ConsoleOptions
{
    public required string Url { get; init; }

    /// <summary>The token that all clients must send. Can be null on loopback.</summary>
    public string? Token { get; init; }

    public string Tenant { get; init; } = "";

    public int RunsAtOnce { get; init; } = 16;
}
