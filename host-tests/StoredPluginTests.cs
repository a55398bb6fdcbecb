using Common;
using InputHost.Cli;
using InputHost.Plugins;
using InputHost.Read;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Plugins that were built once and are never rebuilt. They test what the contract's version promises to existing
/// plugins.
/// </summary>
public sealed class StoredPluginTests
{
    private static readonly string Folder = Repository.File("host-tests", "plugins", "stored");

    [Theory]
    [InlineData("built-on-1.0")]
    [InlineData("built-on-1.1")]
    [InlineData("built-on-1.2")]
    [InlineData("built-on-1.3")]
    [InlineData("built-on-1.4")]
    [InlineData("built-on-1.5")]
    [InlineData("built-on-1.99")]
    public async Task A_plugin_that_uses_only_what_the_host_has_reads_independently_of_its_contract_version(string id)
    {
        var connector = PluginCatalog.Load(PluginCatalog.Open(Folder).Find(id));
        var config = new InputConfig { Settings = "{}"u8.ToArray(), Secrets = "{}"u8.ToArray() };
        var host = new ReadHost(TimeProvider.System, "", new ReadTotals(), new LineDisplay(TextWriter.Null));

        var first = await connector.ReadAsync(new ReadRequest { Config = config }, host).ToListAsync();
        Assert.Equal(
            [typeof(RecordBatch), typeof(RejectedLine), typeof(ObjectSkipped), typeof(CheckpointReached)],
            first.Select(message => message.GetType())
        );
        var from = Assert.IsType<CheckpointReached>(first[^1]).Checkpoint;
        Assert.Single(await connector.ReadAsync(new ReadRequest { Config = config, From = from }, host).ToListAsync());
        Assert.Equal(
            CheckOutcome.Passed,
            Assert.Single(await connector.CheckAsync(config, host).ToListAsync()).Outcome
        );
    }

    [Fact]
    public void A_plugin_that_needs_a_newer_contract_is_refused_with_a_remedy_before_it_is_loaded()
    {
        var catalog = PluginCatalog.Open(Folder);
        var refused = Assert.Single(catalog.Refused);
        Assert.Equal("needs-1.99", Path.GetFileName(refused.Folder));
        Assert.Matches(
            @"^it needs contract 1\.99, but this host has 1\.\d+: "
                + "update the host, or use an earlier version of the plugin$",
            refused.Reason
        );
        Assert.Equal(
            [
                "built-on-1.0",
                "built-on-1.1",
                "built-on-1.2",
                "built-on-1.3",
                "built-on-1.4",
                "built-on-1.5",
                "built-on-1.99",
            ],
            catalog.LoadAll().Plugins.Select(plugin => plugin.Manifest.Id)
        );
    }

    [Fact]
    public void A_plugin_of_contract_1_3_has_a_category_a_sync_mode_and_the_address_of_a_documentation()
    {
        var manifest = PluginCatalog.Open(Folder).Find("built-on-1.3").Manifest;
        Assert.Equal(
            ("Cloud Security", "incremental", "https://docs.example.com/"),
            (manifest.Category, manifest.SyncMode, manifest.DocumentationUrl)
        );
        var earlier = PluginCatalog.Open(Folder).Find("built-on-1.0").Manifest;
        Assert.Equal((null, null, null), (earlier.Category, earlier.SyncMode, earlier.DocumentationUrl));
    }

    [Fact]
    public void A_plugin_of_contract_1_4_has_formats()
    {
        var catalog = PluginCatalog.Open(Folder);
        Assert.Equal(
            ["native", "enriched"],
            catalog.Find("built-on-1.4").Manifest.Formats!.Select(format => format.Id)
        );
        Assert.Null(catalog.Find("built-on-1.3").Manifest.Formats);
    }

    [Fact]
    public async Task The_refused_plugin_would_fail_in_the_middle_of_a_read()
    {
        using var plugins = new PluginFolders();
        var folder = Directory.CreateDirectory(Path.Combine(plugins.Folder, "liar")).FullName;
        File.Copy(Path.Combine(Folder, "needs-1.99", "Stored.dll"), Path.Combine(folder, "Stored.dll"));
        var context = new PluginLoadContext(Path.Combine(folder, "Stored.dll"));
        var type = context.LoadFromAssemblyPath(Path.Combine(folder, "Stored.dll")).GetType("Stored.Connector")!;
        var connector = (IInputConnector)Activator.CreateInstance(type)!;
        await Assert.ThrowsAsync<MissingMethodException>(async () =>
            await connector.ReadAsync(new ReadRequest { Config = null! }, host: null!).ToListAsync()
        );
    }
}
