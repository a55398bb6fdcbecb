using System.CommandLine;
using InputHost.Plugins;
using InputHost.Postgres;
using InputHost.Postgres.Records;
using InputHost.Sinks;
using InputHost.State;
using InputSdk;

namespace InputHost.Commands;

/// <summary>Where a read stores its checkpoint and its records.</summary>
internal sealed class ReadOutput : IDisposable
{
    private readonly ICheckpointStore? _state;
    private readonly IDisposable? _database;

    private ReadOutput(ISink sink, ICheckpointStore? state, IDisposable? database) =>
        (Sink, _state, _database) = (sink, state, database);

    public ISink Sink { get; }

    /// <summary>The checkpoint; null if none is stored.</summary>
    public CheckpointSlot? Slot { get; private init; }

    /// <summary>The folder of the records; null if they are written elsewhere.</summary>
    public string? Folder { get; private init; }

    /// <exception cref="HostException">The state or the output cannot be used.</exception>
    public static ReadOutput Open(ParseResult result, ReadOptions options, PluginManifest manifest, string? format)
    {
        var (stateOption, outOption) = (result.GetValue(options.State), result.GetValue(options.Out)!);
        if (DatabasePlace.Is(stateOption) || DatabasePlace.Is(outOption))
        {
            return WithDatabase.Open(result, options, manifest, format);
        }

        var state = stateOption is null ? null : SqliteCheckpointStore.Open(stateOption, manifest.Id);
        try
        {
            return Open(result, options, manifest, format, state, database: null);
        }
        catch
        {
            state?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Sink.Dispose();
        _state?.Dispose();
        _database?.Dispose();
    }

    private static ReadOutput Open(
        ParseResult result,
        ReadOptions options,
        PluginManifest manifest,
        string? format,
        ICheckpointStore? state,
        IDisposable? database
    )
    {
        var outOption = result.GetValue(options.Out)!;
        var folder = outOption == "-" ? null : Path.GetFullPath(outOption);
        var slot = SlotOf(state, folder, folder, result.GetValue(options.Full));
        MessageFormat messages = result.GetValue(options.Envelope)
            ? new EnvelopeFormat(manifest.Id, format)
            : new PlainFormat(format);
        ISink sink = folder is null
            ? OpenStream(messages, result.GetValue(options.Rejects))
            : FolderSink.Open(
                folder,
                messages,
                slot is null ? new NoFolderState() : slot,
                Rotation(result, options),
                TimeProvider.System
            );
        return new ReadOutput(sink, state, database) { Slot = slot, Folder = folder };
    }

    private static CheckpointSlot? SlotOf(ICheckpointStore? state, string? output, string? folder, bool full)
    {
        if (full)
        {
            state!.StartFull(output);
        }

        return state is null
            ? null
            : new CheckpointSlot(state, full ? CheckpointKind.Full : CheckpointKind.Current, folder);
    }

    private static StreamSink OpenStream(MessageFormat format, string? rejects)
    {
        try
        {
            // Unbuffered: the sink has a buffer, and a FileStream would write its own buffer on disposal.
            var file = rejects is null
                ? null
                : new FileStream(rejects, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            return new StreamSink(StreamSink.OpenStandardOutput(), format, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(
                ErrorKind.Config,
                $"The file {rejects} for rejected lines cannot be written: {e.Message}"
            );
        }
    }

    private static Rotation? Rotation(ParseResult result, ReadOptions options) =>
        result.GetValue(options.Rotate) is { } rotation
            ? rotation with
            {
                Retain = result.GetValue(options.Retain),
            }
            : null;

    /// <summary>In a class of its own, so that other reads do not load the assemblies for PostgreSQL.</summary>
    private static class WithDatabase
    {
        public static ReadOutput Open(ParseResult result, ReadOptions options, PluginManifest manifest, string? format)
        {
            var database = DatabaseOption.Open();
            PostgresCheckpointStore? state = null;
            try
            {
                state = DatabasePlace.Is(result.GetValue(options.State))
                    ? PostgresCheckpointStore.Open(
                        database,
                        DatabasePlace.Name(result.GetValue(options.State)!, manifest.Id),
                        manifest.Id
                    )
                    : null;
                return DatabasePlace.Is(result.GetValue(options.Out))
                    ? WithTables(result, options, manifest, format, database, state)
                    : ReadOutput.Open(result, options, manifest, format, state, database);
            }
            catch
            {
                state?.Dispose();
                database.Dispose();
                throw;
            }
        }

        private static ReadOutput WithTables(
            ParseResult result,
            ReadOptions options,
            PluginManifest manifest,
            string? format,
            Database database,
            PostgresCheckpointStore? state
        )
        {
            var (time, retain) = (TimeProvider.System, result.GetValue(options.Retain));
            var name = DatabasePlace.Name(result.GetValue(options.Out)!, state?.Input ?? manifest.Id);
            var sink = state is null
                ? PostgresSink.WithoutState(database, name, manifest, format, time)
                : new PostgresSink(state, manifest, format, time) { Retain = retain };
            return new ReadOutput(sink, state, database)
            {
                Slot = SlotOf(state, DatabasePlace.Postgres, folder: null, result.GetValue(options.Full)),
            };
        }
    }
}
