using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace InputHost.Tests;

/// <summary>The archive for Linux, built by its script, unpacked, and started without .NET on the machine.</summary>
public sealed class ArchiveStories : IDisposable
{
    /// <summary>A build that is not cached compiles all projects, which takes long on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ArchiveFact]
    public async Task An_archive_is_built_unpacked_and_started_without_dotnet()
    {
        await RunAsync("sh", "-c", $"'{Repository.File("packaging", "build.sh")}' --output . linux-x64");
        await RunAsync("sha256sum", "--check", "--strict", "SHA256SUMS");
        await RunAsync("sh", "-c", "tar -xzf inputhost-*-linux-x64.tar.gz");
        var program = Assert.Single(Directory.GetDirectories(_folder));

        var version = await RunAsync($"{program}/inputhost", "--version");
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+(\+[0-9a-f]{40})?\n$", version);
        AssertComplete(program, version.TrimEnd());
        await AssertReadsAsync(program);
        await AssertServesAsync(program);
    }

    private static void AssertComplete(string program, string version)
    {
        foreach (var file in new[] { "LICENSE", "README.md", "console/index.html", "licenses/NETCore-LICENSE.TXT" })
        {
            Assert.True(File.Exists(Path.Combine(program, file)), file);
        }

        using var sbom = JsonDocument.Parse(File.ReadAllText(Path.Combine(program, "sbom.cdx.json")));
        Assert.Equal(
            version,
            sbom.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString()
        );
        var components = sbom
            .RootElement.GetProperty("components")
            .EnumerateArray()
            .Select(component => component.GetProperty("name").GetString())
            .ToList();
        string[] some = ["Microsoft.NETCore.App.Runtime.linux-x64", "Microsoft.Data.Sqlite", "AWSSDK.S3", "react"];
        Assert.Empty(some.Except(components));
    }

    /// <summary>Runs the command of the archive's page.</summary>
    private async Task AssertReadsAsync(string program)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(program, "README.md"));
        var command = Regex.Match(page, "^./inputhost read .*$", RegexOptions.Multiline).Value;
        var records = await RunAsync("sh", "-c", $"cd '{program}' && PATH=/nowhere DOTNET_ROOT=/nowhere {command}");
        Assert.Equal((await Inputhost.RunAsync(Repository.File("fixtures"), Arguments(command))).Output, records);
    }

    private static string[] Arguments(string command) =>
        command.Replace("samples/", "", StringComparison.Ordinal).Split(' ')[1..];

    /// <summary>The console answers with its health and its pages, and ends after a signal.</summary>
    private async Task AssertServesAsync(string program)
    {
        using var serve = Start($"{program}/inputhost", "serve", "--urls", "http://127.0.0.1:0", "--data", "data");
        try
        {
            var line = await serve.StandardError.ReadLineAsync();
            var address = new Uri(Regex.Match(line!, "http://[0-9.:]+").Value);
            using var client = new HttpClient { BaseAddress = address };
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
            Assert.Contains("<script", await client.GetStringAsync(address), StringComparison.Ordinal);
        }
        finally
        {
            using var kill = Process.Start("kill", [$"{serve.Id}"]);
            await kill.WaitForExitAsync();
            await Inputhost.EndAsync(serve);
        }
    }

    /// <summary>Only the build has the PATH of the machine: the program finds no .NET there.</summary>
    private Process Start(string program, params string[] arguments) =>
        Inputhost.Start(
            _folder,
            program,
            arguments,
            program.EndsWith("/inputhost", StringComparison.Ordinal)
                ? [("PATH", "/nowhere"), ("DOTNET_ROOT", "/nowhere")]
                : [("MSBUILDDISABLENODEREUSE", "1")]
        );

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var ended = await Inputhost.EndAsync(process, Patience);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        return ended.Output;
    }
}

/// <summary>Skipped where the archive for Linux cannot be started, or the pages cannot be built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ArchiveFactAttribute : FactAttribute
{
    public ArchiveFactAttribute() =>
        Skip =
            !OperatingSystem.IsLinux() ? "The archive of this test is for Linux."
            : !File.Exists(Path.Combine(Inputhost.Folder, "console", "index.html"))
                ? "The console's pages are not built, because Node 20.19 or later is missing."
            : null;
}
