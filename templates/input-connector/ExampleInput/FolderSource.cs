using System.Security.Cryptography;
using System.Text;

namespace ExampleInput;

/// <summary>The source. Tests replace it with an in-memory implementation.</summary>
internal interface ISource
{
    /// <summary>Lists the names of the files.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads from an offset: 1 to <see cref="Connector.ChunkBytes"/> bytes, or none at the end of the file.
    /// </summary>
    Task<ReadOnlyMemory<byte>> ReadAsync(string file, long offset, CancellationToken cancellationToken);
}

/// <summary>A folder of files that lines are appended to.</summary>
internal sealed class FolderSource(Settings settings) : ISource
{
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var lockFile = Path.Combine(settings.Folder, ".token");
        if (
            File.Exists(lockFile)
            && !CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(lockFile, cancellationToken)).Trim()),
                Encoding.UTF8.GetBytes(settings.Token)
            )
        )
        {
            throw new UnauthorizedAccessException();
        }

        return Directory
            .GetFiles(settings.Folder, $"*{settings.Ending}")
            .Select(file => Path.GetFileName(file))
            .ToList();
    }

    public async Task<ReadOnlyMemory<byte>> ReadAsync(string file, long offset, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(
            Path.Combine(settings.Folder, file),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        if (content.Length < offset)
        {
            throw Errors.Replaced(file);
        }

        content.Position = offset;
        var chunk = new byte[Connector.ChunkBytes];
        var count = await content.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken);
        return chunk.AsMemory(0, count);
    }
}
