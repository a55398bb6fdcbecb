using System.Security.Cryptography;
using System.Text;

namespace ExampleInput;

/// <summary>The source: the only seam, so that tests can put another one in its place.</summary>
internal interface ISource
{
    /// <summary>Names of the files.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Bytes from there on, as many as the source likes up to <see cref="Connector.ChunkBytes"/>; none at the end.</summary>
    Task<ReadOnlyMemory<byte>> ReadAsync(string file, long offset, CancellationToken cancellationToken);
}

/// <summary>A folder of files to which lines are added at their ends.</summary>
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
