using System.Security.Cryptography;
using InputHost.Plugins;
using Xunit;

namespace InputHost.Tests;

/// <summary>The plugin as the build creates it, and plugins that are refused before their code is loaded.</summary>
public sealed class PluginCatalogTests : IDisposable
{
    private const string Id = "redshift-audit-logs";

    private readonly string _plugins = Directory.CreateTempSubdirectory("plugins-").FullName;

    public PluginCatalogTests()
    {
        Directory.CreateDirectory(Path.Combine(_plugins, Id));
        foreach (var file in Directory.GetFiles(Path.Combine(Inputhost.Folder, "plugins", Id)))
        {
            File.Copy(file, InPlugin(Path.GetFileName(file)));
        }
    }

    public void Dispose() => Directory.Delete(_plugins, recursive: true);

    [Fact]
    public void The_plugin_as_built_is_found_and_can_be_loaded()
    {
        var catalog = PluginCatalog.Open(_plugins);
        Assert.Empty(catalog.Refused);
        var connector = PluginCatalog.Load(catalog.Find(id: null));
        Assert.Equal(File.ReadAllBytes(InPlugin("manifest.json")), connector.Manifest.ToArray());
        Assert.NotSame(typeof(PluginCatalog).Assembly, connector.GetType().Assembly);
    }

    [Fact]
    public void The_plugin_folder_contains_no_copy_of_the_contract()
    {
        Assert.DoesNotContain("InputSdk.dll", Directory.GetFiles(Path.Combine(_plugins, Id)).Select(Path.GetFileName));
        Assert.DoesNotContain(
            "\"InputSdk/",
            File.ReadAllText(InPlugin("RedshiftAuditConnector.deps.json")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_plugin_without_hashes_is_refused() =>
        Refused("it has no SHA256SUMS", () => File.Delete(InPlugin("SHA256SUMS")));

    [Fact]
    public void A_damaged_hash_list_is_refused() =>
        Refused("a line that is not a hash", () => File.AppendAllText(InPlugin("SHA256SUMS"), "xyz\n"));

    [Theory]
    [InlineData(
        "\"manifestVersion\": 1",
        "\"manifestVersion\": 2",
        "its manifestVersion is 2, but this host supports 1"
    )]
    [InlineData("\"id\": \"redshift-audit-logs\"", "\"id\": \"other\"", "its id is \"other\", but its folder is")]
    [InlineData("\"major\": 1", "\"major\": 2", "it needs contract 2.5, but this host has 1.5")]
    [InlineData("\"framework\": \"net10.0\"", "\"framework\": \"net11.0\"", "it targets net11.0")]
    [InlineData(
        "\"assembly\": \"RedshiftAuditConnector.dll\"",
        "\"assembly\": \"../RedshiftAuditConnector.dll\"",
        "not a file name"
    )]
    [InlineData(
        "\"assembly\": \"RedshiftAuditConnector.dll\"",
        "\"assembly\": \"Missing.dll\"",
        "its entry assembly Missing.dll is missing"
    )]
    [InlineData(
        "\"version\": \"0.1.0\"",
        "\"version\": \"0.1.0\", \"version\": \"0.2.0\"",
        "its manifest.json cannot be read"
    )]
    public void A_manifest_for_another_host_is_refused(string before, string after, string reason) =>
        Refused(reason, () => ChangeManifest(before, after));

    [Theory]
    [InlineData("\"name\": \"Redshift", "\"name\": \"Acme", "its manifest.json differs from the manifest in its code")]
    [InlineData("RedshiftAuditConnector.RedshiftAuditLogs", "RedshiftAuditConnector.Missing", "cannot be used")]
    [InlineData("\"assembly\": \"RedshiftAuditConnector.dll\"", "\"assembly\": \"manifest.json\"", "cannot be used")]
    public void Code_that_differs_from_the_manifest_is_refused_when_it_is_loaded(
        string before,
        string after,
        string reason
    )
    {
        ChangeManifest(before, after);
        var error = Assert.Throws<HostException>(() => PluginCatalog.Load(PluginCatalog.Open(_plugins).Find(Id)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_refused_plugin_does_not_stop_the_others()
    {
        Directory.CreateDirectory(Path.Combine(_plugins, "broken"));
        var catalog = PluginCatalog.Open(_plugins);
        Assert.Equal(Id, Assert.Single(catalog.Plugins).Manifest.Id);
        Assert.Equal("it has no manifest.json", Assert.Single(catalog.Refused).Reason);
        Assert.Contains(
            "It was refused: it has no manifest.json",
            Assert.Throws<HostException>(() => catalog.Find("broken")).Message,
            StringComparison.Ordinal
        );
    }

    private void Refused(string reason, Action damage)
    {
        damage();
        var catalog = PluginCatalog.Open(_plugins);
        Assert.Empty(catalog.Plugins);
        Assert.Contains(reason, Assert.Single(catalog.Refused).Reason, StringComparison.Ordinal);
    }

    private void ChangeManifest(string before, string after)
    {
        var text = File.ReadAllText(InPlugin("manifest.json"));
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(InPlugin("manifest.json"), text.Replace(before, after, StringComparison.Ordinal));
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(InPlugin("manifest.json"))));
        File.WriteAllLines(
            InPlugin("SHA256SUMS"),
            File.ReadAllLines(InPlugin("SHA256SUMS"))
                .Select(line =>
                    line.EndsWith("  manifest.json", StringComparison.Ordinal) ? $"{hash}  manifest.json" : line
                )
        );
    }

    private string InPlugin(string file) => Path.Combine(_plugins, Id, file);
}
