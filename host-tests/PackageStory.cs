using System.IO.Compression;
using Xunit;

namespace InputHost.Tests;

/// <summary>A connector outside the repository is built against the packages, and the host loads it.</summary>
public sealed class PackageStory : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly (string Id, string Project)[] Packages =
    [
        ("InputSdk", "sdk-contract/InputSdk.csproj"),
        ("InputSdk.S3", "s3-input/InputSdk.S3.csproj"),
        ("InputSdk.Conformance", "conformance/InputSdk.Conformance.csproj"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("packages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_connector_that_references_the_packages_is_built_and_listed()
    {
        foreach (var (id, project) in Packages)
        {
            await DotnetAsync(Repository.Root, "pack", project, "--no-build", "-c", Configuration, "-o", File("feed"));
            AssertComplete(id);
        }

        CopyConnector();
        await System.IO.File.WriteAllTextAsync(
            File("nuget.config"),
            "<configuration><packageSources><add key=\"feed\" value=\"feed\" /></packageSources></configuration>"
        );
        await DotnetAsync(_folder, "publish", "Consumer.csproj", "-c", "Release", $"-p:SdkVersion={Version}");
        Assert.False(System.IO.File.Exists(File("plugins/redshift-audit-logs/InputSdk.dll")));
        Assert.Contains(
            "  data/more/note.txt\n",
            await System.IO.File.ReadAllTextAsync(File("plugins/redshift-audit-logs/SHA256SUMS")),
            StringComparison.Ordinal
        );

        using var list = Inputhost.Start(
            _folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), "list"],
            ("INPUTHOST_PLUGINS", File("plugins"))
        );
        var ended = await Inputhost.EndAsync(list);
        Assert.Equal(("", 0), (ended.Errors, ended.ExitCode));
        Assert.StartsWith($"redshift-audit-logs  {Version}  ", ended.Output, StringComparison.Ordinal);
    }

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(Inputhost.Folder)!);

    /// <summary>The version of all packages, which is that of the host.</summary>
    private static string Version => typeof(ExitCode).Assembly.GetName().Version!.ToString(3);

    private string File(string path) => Path.Combine(_folder, path);

    private void AssertComplete(string id)
    {
        using var package = ZipFile.OpenRead(File($"feed/{id}.{Version}.nupkg"));
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"lib/net10.0/{id}.dll", names);
        Assert.Contains($"lib/net10.0/{id}.xml", names);
        Assert.Contains("PACKAGE.md", names);
        using var reader = new StreamReader(package.GetEntry($"{id}.nuspec")!.Open());
        Assert.Contains("<license type=\"expression\">MIT</license>", reader.ReadToEnd(), StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(File($"feed/{id}.{Version}.snupkg")));
    }

    private void CopyConnector()
    {
        var files = Directory
            .EnumerateFiles(Repository.File("connector"), "*.cs")
            .Concat(Directory.EnumerateFiles(Repository.File("connector", "ocsf"), "*.cs"))
            .Concat(Directory.EnumerateFiles(Repository.File("host-tests", "consumer")))
            .Append(Repository.File("manifest.json"));
        foreach (var file in files)
        {
            System.IO.File.Copy(file, File(Path.GetFileName(file)));
        }

        Directory.CreateDirectory(File("data/more"));
        System.IO.File.WriteAllText(File("data/more/note.txt"), "A file of the plugin in a subfolder.\n");
    }

    /// <summary>
    /// Runs a command of the SDK. The packages of this version are extracted to a separate folder: in the shared
    /// folder, those of an earlier test would be used instead.
    /// </summary>
    private async Task DotnetAsync(string workingFolder, params string[] arguments)
    {
        var shared =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        using var process = Inputhost.Start(
            workingFolder,
            "dotnet",
            arguments,
            ("NUGET_PACKAGES", File("packages")),
            ("NUGET_FALLBACK_PACKAGES", shared),
            ("MSBUILDDISABLENODEREUSE", "1"),
            ("DOTNET_NOLOGO", "1")
        );
        var ended = await Inputhost.EndAsync(process, Patience);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
    }
}
