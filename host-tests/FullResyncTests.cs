using InputHost.Plugins;
using InputHost.Serve.Inputs;
using InputHost.Serve.Runs;
using InputHost.State;
using InputSdk;
using Microsoft.AspNetCore.DataProtection;
using Xunit;

namespace InputHost.Tests;

/// <summary>A full re-sync that had caught up when the program was killed, before the console recorded that.</summary>
public sealed class FullResyncTests : IDisposable
{
    private const string Id = "0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("full-resync-").FullName;
    private readonly DataFolder _data;
    private readonly InputStore _store;
    private readonly LiveInput _input;

    public FullResyncTests()
    {
        _data = DataFolder.Open(_folder);
        _store = InputStore.Open(_data.Database);
        var stored = new StoredInput
        {
            Id = Id,
            Name = "Audit",
            Connector = "redshift-audit-logs",
            Settings = [],
            SecretsSet = new Dictionary<string, DateTimeOffset>(),
            Schedule = new Schedule(),
            Full = true,
        };
        _store.Add(stored);
        _data.Records(Id, 1);
        var records = _data.Records(Id, 2);
        File.WriteAllText(Path.Combine(records, "connectionlog.ndjson"), "{}\n");
        using (var state = SqliteCheckpointStore.Open(_data.State(Id), stored.Connector))
        {
            state.StartFull(records);
            var checkpoint = new Checkpoint { Version = 2, State = new byte[] { 1 } };
            state.Commit(
                CheckpointKind.Full,
                checkpoint,
                records,
                new Dictionary<string, long> { ["connectionlog.ndjson"] = 3 },
                new CommittedTotals(1, 0, 1, 1)
            );
            state.CompleteFull();
        }

        _input = new LiveInput(
            stored,
            new RunServices
            {
                Data = _data,
                Store = _store,
                Secrets = new SecretProtector(new EphemeralDataProtectionProvider()),
                Connectors = new ConnectorCache(PluginCatalog.Open(_folder)),
                Telemetry = new RunTelemetry(),
                Slots = new ConcurrencyLimit(1),
                Tries = new ConcurrencyLimit(1),
                Viewers = new ConcurrencyLimit(1),
                Time = TimeProvider.System,
                Tenant = "",
            }
        );
    }

    [Fact]
    public void Canceling_a_full_resync_keeps_the_records_that_its_state_continues_from()
    {
        Assert.True(_input.CancelFullResync());
        Assert.Equal((2, false), (_input.Stored.Folder, _input.Stored.Full));
        Assert.True(File.Exists(Path.Combine(_data.RecordsPath(Id, 2), "connectionlog.ndjson")));
        Assert.False(Directory.Exists(_data.RecordsPath(Id, 1)));
    }

    public void Dispose()
    {
        _store.Dispose();
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
