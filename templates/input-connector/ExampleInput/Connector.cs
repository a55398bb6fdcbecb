using System.Runtime.CompilerServices;
using InputSdk;

namespace ExampleInput;

/// <summary>Reads the numbered lines of files in a folder. It has no state between calls and is thread-safe.</summary>
public sealed class Connector : IInputConnector
{
    /// <summary>The maximum number of bytes in memory, which is also the maximum length of a line.</summary>
    internal const int ChunkBytes = 64 * 1024;

    private static readonly byte[] ManifestJson = Resource("manifest.json");

    /// <summary>Opens a source without I/O.</summary>
    internal Func<Settings, ISource> Open { get; init; } = settings => new FolderSource(settings);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Manifest => ManifestJson;

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var (settings, error) = ((Settings?)null, (InputError?)null);
        foreach (
            var (id, passed, step) in new (string, string, Func<Task>)[]
            {
                ("settings", "The settings are complete.", () => Task.FromResult(settings = Settings.Read(config))),
                (
                    "folder",
                    "The folder can be listed.",
                    () => AskAsync(settings!, source => source.ListAsync(cancellationToken))
                ),
            }
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isSkipped = error is not null;
            error ??= await ErrorOfAsync(step);
            yield return new CheckStep
            {
                Id = id,
                Outcome =
                    isSkipped ? CheckOutcome.Skipped
                    : error is null ? CheckOutcome.Passed
                    : CheckOutcome.Failed,
                Message = isSkipped ? "" : error?.Message ?? passed,
                Error = isSkipped ? null : error,
            };
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var settings = request.Days is null ? Settings.Read(request.Config) : throw Errors.NoDays();
        if (request.Format is not (null or RecordFormats.Native))
        {
            throw Errors.UnknownFormat();
        }

        var positions = Positions.Read(request.From, settings);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (
            var file in (await AskAsync(settings, source => source.ListAsync(cancellationToken))).Order(
                StringComparer.Ordinal
            )
        )
        {
            while (true)
            {
                var position = positions.Files.GetValueOrDefault(file);
                var origin = new RecordOrigin
                {
                    Container = settings.Folder,
                    Object = file,
                    Version = "1",
                    Ordinal = position.Lines + 1,
                };
                var chunk = await ChunkAsync(settings, file, position.Bytes, cancellationToken);

                // An unterminated last line can still grow; the next pass reads it.
                var whole = chunk.Span.LastIndexOf((byte)'\n') + 1;
                if (whole == 0)
                {
                    _ = chunk.Length < ChunkBytes ? 0 : throw Errors.TooLong(origin);
                    break;
                }

                var (records, rejected) = (0, 0);
                foreach (var message in Lines.Read(chunk[..whole], origin))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    records += (message as RecordBatch)?.Count ?? 0;
                    rejected += message is RejectedLine ? 1 : 0;
                    yield return message;
                }

                // The checkpoint covers exactly the lines that were delivered so far.
                cancellationToken.ThrowIfCancellationRequested();
                positions.Files[file] = new FilePosition(position.Lines + records + rejected, position.Bytes + whole);
                // No object is ever complete: lines can be added to every file.
                yield return new CheckpointReached
                {
                    Checkpoint = positions.Write(),
                    Records = records,
                    RejectedLines = rejected,
                    Objects = 0,
                };
            }
        }
    }

    /// <summary>Reads until the chunk contains a line ending, has the maximum length, or the file ends.</summary>
    private async Task<ReadOnlyMemory<byte>> ChunkAsync(
        Settings settings,
        string file,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var chunk = new List<byte>();
        while (chunk.Count < ChunkBytes && !chunk.Contains((byte)'\n'))
        {
            var bytes = await AskAsync(
                settings,
                source => source.ReadAsync(file, offset + chunk.Count, cancellationToken)
            );
            if (bytes.IsEmpty)
            {
                break;
            }

            chunk.AddRange(bytes.Span);
        }

        return chunk.ToArray();
    }

    /// <summary>Calls the source and converts its exceptions to errors that the manifest declares.</summary>
    private async Task<T> AskAsync<T>(Settings settings, Func<ISource, Task<T>> question)
    {
        try
        {
            return await question(Open(settings));
        }
        catch (UnauthorizedAccessException)
        {
            throw Errors.Denied(settings.Folder);
        }
        catch (IOException)
        {
            throw Errors.Unavailable(settings.Folder);
        }
    }

    private static async Task<InputError?> ErrorOfAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (InputException e)
        {
            return e.Error;
        }
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(Connector).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
