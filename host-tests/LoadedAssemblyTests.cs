using LocalS3;
using Xunit;

namespace InputHost.Tests;

/// <summary>A command loads only the assemblies that it uses, so that it starts fast and uses little memory.</summary>
public sealed class LoadedAssemblyTests : IDisposable
{
    private static readonly string[] Unused =
    [
        "InputHost.Postgres",
        "InputHost.Serve",
        "InputSdk.Conformance",
        "Microsoft.AspNetCore",
        "NJsonSchema",
        "Newtonsoft.Json",
        "Npgsql",
        "OpenTelemetry",
        "Quartz",
    ];

    private readonly FixtureFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task A_read_loads_no_assembly_of_the_console_or_of_PostgreSQL()
    {
        await using var server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = _work.File("buckets") });
        var loaded = await LoadedAsync(
            server,
            "read",
            "--config",
            "connectionlog.json",
            "--state",
            "s.db",
            "--out",
            "o"
        );
        Assert.Contains("InputHost.Core", loaded);
        Assert.Contains("InputSdk.S3", loaded);
        Assert.Contains("SQLitePCLRaw.core", loaded);
        Assert.DoesNotContain(loaded, name => Unused.Any(part => name.StartsWith(part, StringComparison.Ordinal)));
    }

    private async Task<string[]> LoadedAsync(LocalS3Server server, params string[] arguments)
    {
        var file = _work.File("loaded.txt");
        using var process = Inputhost.Start(
            _work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. arguments],
            ("DOTNET_STARTUP_HOOKS", Path.Combine(AppContext.BaseDirectory, "plugins", "hook", "StartupHook.dll")),
            ("LOADED_ASSEMBLIES", file),
            ("AWS_ENDPOINT_URL_S3", server.Endpoint.ToString())
        );
        var ended = await Inputhost.EndAsync(process);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Output));
        return await File.ReadAllLinesAsync(file);
    }
}
