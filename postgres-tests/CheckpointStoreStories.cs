using InputHost;
using InputHost.Postgres;
using InputHost.State;
using InputSdk;
using Xunit;

namespace PostgresTests;

/// <summary>What a place for checkpoints does, in a file and in a database.</summary>
[Collection(nameof(PostgresFixture))]
public sealed class CheckpointStoreStories(PostgresFixture fixture) : IDisposable
{
    private const string Folder = "/out";

    private static readonly IReadOnlyDictionary<string, long> NoFiles = new Dictionary<string, long>();

    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    public static TheoryData<string> Places =>
        [.. PostgresServer.Missing is null ? new[] { "file", "database" } : ["file"]];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_checkpoint_is_stored_with_totals_and_lengths(string place)
    {
        var open = await OpenerAsync(place);
        using (var store = open())
        {
            Assert.Null(store.Load(CheckpointKind.Current));
            Assert.Equal(default, store.Totals(CheckpointKind.Current));
            store.Register(CheckpointKind.Current, Folder, "a.ndjson");
            Commit(store, CheckpointKind.Current, 1, ("a.ndjson", 10));
            Commit(store, CheckpointKind.Current, 2, ("a.ndjson", 30), ("b.ndjson", 5));
        }

        using var again = open();
        Assert.Equal(2, again.Load(CheckpointKind.Current)!.State.Span[0]);
        Assert.Equal(new CommittedTotals(2, 4, 6, 8), again.Totals(CheckpointKind.Current));
        Assert.Equal(
            new Dictionary<string, long> { ["a.ndjson"] = 30, ["b.ndjson"] = 5 },
            again.Lengths(CheckpointKind.Current, Folder)
        );
        Assert.Null(again.OtherFolder(CheckpointKind.Current, Folder));
        Assert.Equal(Folder, again.OtherFolder(CheckpointKind.Current, "/other"));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_closed_segment_is_stored_with_its_number(string place)
    {
        using var store = (await OpenerAsync(place))();
        Commit(store, CheckpointKind.Current, 1, ("a.ndjson", 10));
        store.CloseSegment(CheckpointKind.Current, Folder, "a.ndjson", 3);
        Assert.Equal(3, store.Segments(CheckpointKind.Current, Folder)["a.ndjson"]);
        Assert.Equal(0, store.Lengths(CheckpointKind.Current, Folder)["a.ndjson"]);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_full_read_has_its_own_checkpoint_until_it_has_caught_up(string place)
    {
        var open = await OpenerAsync(place);
        using (var store = open())
        {
            Commit(store, CheckpointKind.Current, 1, ("a.ndjson", 10));
            store.StartFull("/new");
            Commit(store, CheckpointKind.Full, 2);
        }

        using var again = open();
        Assert.True(again.IsFullUnderWay("/new"));
        Assert.False(again.IsFullUnderWay("/other"));
        again.StartFull("/new");
        Assert.Equal(2, again.Load(CheckpointKind.Full)!.State.Span[0]);
        Assert.Equal(1, again.Load(CheckpointKind.Current)!.State.Span[0]);
        again.CompleteFull();
        Assert.Equal(2, again.Load(CheckpointKind.Current)!.State.Span[0]);
        Assert.Null(again.Load(CheckpointKind.Full));
        Assert.Empty(again.Lengths(CheckpointKind.Current, Folder));
        Assert.Equal(new CommittedTotals(1, 2, 3, 4), again.Totals(CheckpointKind.Current));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_discarded_full_read_changes_nothing(string place)
    {
        using var store = (await OpenerAsync(place))();
        Commit(store, CheckpointKind.Current, 1);
        store.StartFull("/new");
        Commit(store, CheckpointKind.Full, 2);
        store.DiscardFull();
        Assert.Null(store.Load(CheckpointKind.Full));
        Assert.False(store.IsFullUnderWay("/new"));
        Assert.Equal(1, store.Load(CheckpointKind.Current)!.State.Span[0]);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_state_of_another_connector_is_refused(string place)
    {
        var open = await OpenerAsync(place);
        open().Dispose();
        var error = Assert.Throws<HostException>(() => open("other-logs"));
        Assert.Equal(ErrorKind.Checkpoint, error.Kind);
        Assert.Contains(
            "belongs to the input \"test-logs\", not to \"other-logs\"",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private static void Commit(
        ICheckpointStore store,
        CheckpointKind slot,
        byte state,
        params (string Name, long Length)[] files
    ) =>
        store.Commit(
            slot,
            Messages.Checkpoint(state),
            Folder,
            files.Length == 0 ? NoFiles : files.ToDictionary(file => file.Name, file => file.Length),
            new CommittedTotals(1, 2, 3, 4)
        );

    private async Task<Opener> OpenerAsync(string place)
    {
        if (place == "file")
        {
            return connector => SqliteCheckpointStore.Open(Path.Combine(_folder, "s.db"), connector);
        }

        var database = await Databases.OpenAsync(fixture.Server);
        return connector => PostgresCheckpointStore.Open(database, "input", connector);
    }

    private delegate ICheckpointStore Opener(string connector = Messages.Connector);
}
