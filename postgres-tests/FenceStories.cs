using InputHost;
using InputHost.Postgres;
using InputHost.State;
using InputSdk;
using Xunit;

namespace PostgresTests;

/// <summary>
/// Two runs of one input, of which the first does not know about the second, as after a pause of its process.
/// </summary>
[Collection(nameof(PostgresFixture))]
public sealed class FenceStories(PostgresFixture fixture)
{
    private static readonly CommittedTotals OneRecord = new(1, 0, 0, 1);

    [PostgresFact]
    public async Task The_earlier_run_ends_and_stores_nothing()
    {
        var (database, text) = await PrepareAsync();
        using var earlier = Open(database);
        Commit(earlier, 1);
        using var later = Open(database);
        var error = Assert.Throws<HostException>(() => Commit(earlier, 2));
        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.Matches(
            "^A later run of the input \"input\" has started \\(.+, process [0-9]+\\)\\. This run ends",
            error.Message
        );
        Assert.Throws<HostException>(() => earlier.Load(CheckpointKind.Current));
        Assert.Throws<HostException>(() => earlier.Register(CheckpointKind.Current, "/out", "a"));
        Assert.Throws<HostException>(() => earlier.StartFull("x"));
        earlier.Reconnect();
        Assert.Throws<HostException>(() => earlier.Load(CheckpointKind.Current));

        Assert.Equal(1, later.Load(CheckpointKind.Current)!.State.Span[0]);
        Commit(later, 2);
        Commit(later, 3);
        Assert.Equal(["1", "2", "3"], await RecordsAsync(text));
        Assert.Equal(3, later.Totals(CheckpointKind.Current).Records);
    }

    /// <summary>A trigger gives every run the same epoch: the comparison then has no effect.</summary>
    [PostgresFact]
    public async Task Without_the_fence_the_records_are_duplicated_and_the_checkpoint_goes_back()
    {
        var (database, text) = await PrepareAsync();
        await fixture.Server.QueryAsync(
            text,
            """
            CREATE FUNCTION same() RETURNS trigger LANGUAGE plpgsql AS '
            BEGIN -- dialect: PL/pgSQL
                NEW.epoch := 1;
                RETURN NEW;
            END';
            CREATE TRIGGER same BEFORE UPDATE ON inputhost.state FOR EACH ROW EXECUTE FUNCTION same();
            """
        );
        using var earlier = Open(database);
        Commit(earlier, 1);
        using var later = Open(database);
        Commit(later, 2);
        Commit(later, 3);
        Commit(earlier, 2);
        Assert.Equal(["1", "2", "3", "2"], await RecordsAsync(text));
        Assert.Equal(2, later.Load(CheckpointKind.Current)!.State.Span[0]);
    }

    [PostgresFact]
    public async Task A_run_whose_input_was_removed_ends()
    {
        var (database, text) = await PrepareAsync();
        using var run = Open(database);
        await fixture.Server.QueryAsync(text, "DELETE FROM inputhost.state");
        Assert.Contains(
            "the input was removed",
            Assert.Throws<HostException>(() => Commit(run, 1)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(await RecordsAsync(text));
    }

    /// <summary>A table without a key, so that it shows each record that is stored twice.</summary>
    private async Task<(Database Database, string Text)> PrepareAsync()
    {
        var text = await fixture.Server.CreateDatabaseAsync();
        await fixture.Server.QueryAsync(text, "CREATE TABLE output (number serial, record int)");
        return (Databases.Open(text), text);
    }

    private static PostgresCheckpointStore Open(Database database) =>
        PostgresCheckpointStore.Open(database, "input", Messages.Connector);

    private static void Commit(PostgresCheckpointStore run, byte record)
    {
        run.StoreRecords = () => run.Session.Execute("INSERT INTO output (record) VALUES ($1)", (int)record);
        run.Commit(
            CheckpointKind.Current,
            Messages.Checkpoint(record),
            folder: null,
            new Dictionary<string, long>(),
            OneRecord
        );
    }

    private async Task<string[]> RecordsAsync(string text) =>
        (await fixture.Server.QueryAsync(text, "SELECT record FROM output ORDER BY number")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
}
