using System.Runtime.CompilerServices;
using InputSdk;

namespace ExampleInput;

/// <summary>Reads the numbered lines of a folder's files. Keeps nothing between calls: hosts may call it from everywhere.</summary>
public sealed class Connector : IInputConnector
{
    /// <summary>The most that is held of a source at once, and so the longest line.</summary>
    internal const int ChunkBytes = 64 * 1024;

    private static readonly byte[] ManifestJson = Resource("manifest.json");

    /// <summary>How a source is opened; opening does no I/O.</summary>
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
        var places = Places.Read(request.From, settings);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (
            var file in (await AskAsync(settings, source => source.ListAsync(cancellationToken))).Order(
                StringComparer.Ordinal
            )
        )
        {
            while (true)
            {
                var place = places.Files.GetValueOrDefault(file);
                var origin = new RecordOrigin
                {
                    Container = settings.Folder,
                    Object = file,
                    Version = "1",
                    Ordinal = place.Lines + 1,
                };
                var chunk = await ChunkAsync(settings, file, place.Bytes, cancellationToken);

                // What follows the last line end may still be written to; it waits for the next pass.
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

                // Everything up to here was handed over, and nothing after it: so the checkpoint says.
                cancellationToken.ThrowIfCancellationRequested();
                places.Files[file] = new Place(place.Lines + records + rejected, place.Bytes + whole);
                // No object is ever finished: lines may be added to any.
                yield return new CheckpointReached
                {
                    Checkpoint = places.Write(),
                    Records = records,
                    RejectedLines = rejected,
                    Objects = 0,
                };
            }
        }
    }

    /// <summary>Piece after piece, as many as the source likes, until a line ends or there is more than a line may have.</summary>
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
            var piece = await AskAsync(
                settings,
                source => source.ReadAsync(file, offset + chunk.Count, cancellationToken)
            );
            if (piece.IsEmpty)
            {
                break;
            }

            chunk.AddRange(piece.Span);
        }

        return chunk.ToArray();
    }

    /// <summary>Asks the source; what it throws becomes an error of the manifest, and only that leaves the connector.</summary>
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
