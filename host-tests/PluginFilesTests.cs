using System.Text;
using InputHost.Plugins;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Plugin folders that are refused because of their files. The plugin in another folder stays usable.
/// </summary>
public sealed class PluginFilesTests : IDisposable
{
    private const string Members = """
        "manifestVersion":1,"id":"bad","name":"","version":"1","contract":{"major":1,"minor":0},
        "entry":{"assembly":"Sample.dll","type":"Sample.Good","framework":"net10.0"}
        """;

    private readonly PluginFolders _plugins = new();

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public void Z4_A_file_with_another_hash_is_refused() =>
        Refused(
            "Dependency.dll has the SHA-256 ",
            folder => File.AppendAllText(Path.Combine(folder, "Dependency.dll"), " ")
        );

    [Fact]
    public void A_manifest_with_another_hash_is_refused() =>
        Refused(
            "manifest.json has the SHA-256 ",
            folder => File.AppendAllText(Path.Combine(folder, "manifest.json"), " ")
        );

    [Theory]
    [InlineData("more.txt")]
    [InlineData(".hidden")]
    [InlineData("inner/folder/more.dll")]
    public void A_file_that_is_not_listed_is_refused(string path) =>
        Refused(
            $"{path} is not listed in SHA256SUMS",
            folder =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
                File.WriteAllText(Path.Combine(folder, path), "");
            }
        );

    [Fact]
    public void A_missing_file_is_refused() =>
        Refused(
            "Dependency.dll is listed in SHA256SUMS but missing",
            folder => File.Delete(Path.Combine(folder, "Dependency.dll"))
        );

    [Theory]
    [InlineData("../good/Dependency.dll")]
    [InlineData("/etc/hostname")]
    public void A_listed_file_outside_of_the_folder_is_refused(string path) =>
        Refused(
            $"{path} is listed in SHA256SUMS but missing",
            folder => File.AppendAllText(Path.Combine(folder, "SHA256SUMS"), $"{new string('0', 64)}  {path}\n")
        );

    [Theory]
    [InlineData("Dependency.dll")]
    [InlineData("manifest.json")]
    [InlineData("SHA256SUMS")]
    public void A_file_that_is_a_link_is_refused_even_if_its_content_is_correct(string name) =>
        Refused(
            $"{name} is a link",
            folder =>
            {
                var elsewhere = Path.Combine(_plugins.Folder, $"elsewhere-{name}");
                File.Move(Path.Combine(folder, name), elsewhere);
                File.CreateSymbolicLink(Path.Combine(folder, name), elsewhere);
            }
        );

    [Fact]
    public void A_folder_that_is_a_link_is_refused_even_if_the_link_is_circular() =>
        Refused("inner is a link", folder => Directory.CreateSymbolicLink(Path.Combine(folder, "inner"), folder));

    [Fact]
    public void The_folder_of_a_plugin_can_itself_be_a_link()
    {
        using var elsewhere = new PluginFolders();
        Directory.CreateSymbolicLink(Path.Combine(_plugins.Folder, "good"), elsewhere.Add("good"));
        Assert.Single(PluginCatalog.Open(_plugins.Folder).LoadAll().Plugins);
    }

    [Fact]
    public void A_dangling_link_is_refused() =>
        Refused(
            "SHA256SUMS is a link",
            folder =>
            {
                File.Delete(Path.Combine(folder, "SHA256SUMS"));
                File.CreateSymbolicLink(Path.Combine(folder, "SHA256SUMS"), "nowhere");
            }
        );

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("SHA256SUMS")]
    public void A_huge_file_is_refused_without_reading_it(string name) =>
        Refused(
            $"its {name} is larger than 1048576 bytes",
            folder =>
            {
                // The file is larger than any array, so reading it would fail with another error.
                using var file = File.OpenWrite(Path.Combine(folder, name));
                file.SetLength(3L << 30);
            }
        );

    [Theory]
    [InlineData("")]
    [InlineData("id: bad")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\uFEFF{}")]
    [InlineData("{ // no comments\n}")]
    [InlineData("{\"id\":\"bad\"}")]
    [InlineData("{" + Members)]
    [InlineData("{" + Members + ",}")]
    [InlineData("{" + Members + "}{}")]
    [InlineData("{" + Members + ",\"id\":\"bad\"}")]
    [InlineData("{" + Members + ",\"config\":{\"type\":1,\"type\":2}}")]
    [InlineData("{" + Members + ",\"egres\":[]}")]
    [InlineData("{" + Members + ",\"ID\":\"bad\"}")]
    [InlineData("{\"contract\":{\"major\":1,\"minor\":0,\"minMinor\":0}}")]
    [InlineData("{\"manifestVersion\":\"1\"}")]
    [InlineData("{\"entry\":null}")]
    public void A_file_that_is_not_a_manifest_is_refused(string text) =>
        Refused("its manifest.json ", folder => WriteManifest(folder, Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_manifest_that_is_not_UTF_8_or_too_deeply_nested_is_refused()
    {
        Refused("its manifest.json cannot be read", folder => WriteManifest(folder, [(byte)'{', 0xff, 0xfe, 0]));
        Refused(
            "its manifest.json cannot be read",
            folder =>
                WriteManifest(
                    folder,
                    Encoding.UTF8.GetBytes($"{{{Members},\"config\":{new string('[', 1000)}{new string(']', 1000)}}}")
                )
        );
    }

    [Fact]
    public void The_manifest_that_these_cases_change_is_valid()
    {
        WriteManifest(_plugins.Add("bad"), Encoding.UTF8.GetBytes($"{{{Members}}}"));
        Assert.Single(PluginCatalog.Open(_plugins.Folder).LoadAll().Plugins);
    }

    private static void WriteManifest(string folder, byte[] json)
    {
        File.WriteAllBytes(Path.Combine(folder, "manifest.json"), json);
        PluginFolders.WriteHashes(folder);
    }

    private void Refused(string reason, Action<string> damage)
    {
        foreach (var id in Directory.GetDirectories(_plugins.Folder))
        {
            Directory.Delete(id, recursive: true);
        }

        _plugins.Add("good");
        damage(_plugins.Add("bad"));
        var catalog = PluginCatalog.Open(_plugins.Folder);
        Assert.Equal("good", Assert.Single(catalog.Plugins).Manifest.Id);
        Assert.StartsWith(reason, Assert.Single(catalog.Refused).Reason, StringComparison.Ordinal);
    }
}
