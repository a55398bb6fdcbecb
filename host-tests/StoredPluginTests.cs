using ConformanceTests;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Builds of a plugin that were made once and are never made again: what the contract's own version
/// promises to plugins that nobody compiles anew.
/// </summary>
public sealed class StoredPluginTests
{
    private static readonly string Folder = Repository.File("host-tests", "plugins", "stored");

    [Theory]
    [InlineData("built-on-1.0")]
    [InlineData("built-on-1.99")]
    public async Task A_plugin_that_uses_nothing_newer_than_the_host_has_reads_whatever_it_was_built_on(string id)
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
    public void A_plugin_that_needs_a_newer_contract_is_refused_before_it_is_loaded_and_told_what_to_do()
    {
        var catalog = PluginCatalog.Open(Folder);
        var refused = Assert.Single(catalog.Refused);
        Assert.Equal("needs-1.99", Path.GetFileName(refused.Folder));
        Assert.Matches(
            @"^it needs contract 1\.99, this host has 1\.\d+: update the host, or use an earlier version of the plugin$",
            refused.Reason
        );
        Assert.Equal(["built-on-1.0", "built-on-1.99"], catalog.LoadAll().Plugins.Select(plugin => plugin.Manifest.Id));
    }

    [Fact]
    public async Task The_plugin_that_is_refused_would_indeed_have_failed_in_the_middle_of_a_read()
    {
        using var plugins = new PluginFolders();
        var folder = Directory.CreateDirectory(Path.Combine(plugins.Folder, "liar")).FullName;
        File.Copy(Path.Combine(Folder, "needs-1.99", "Stored.dll"), Path.Combine(folder, "Stored.dll"));
        var context = new PluginContext(Path.Combine(folder, "Stored.dll"));
        var type = context.LoadFromAssemblyPath(Path.Combine(folder, "Stored.dll")).GetType("Stored.Connector")!;
        var connector = (IInputConnector)Activator.CreateInstance(type)!;
        await Assert.ThrowsAsync<MissingMethodException>(async () =>
            await connector.ReadAsync(new ReadRequest { Config = null! }, host: null!).ToListAsync()
        );
    }
}
