using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InputSdk;

namespace ExampleInput;

/// <summary>The position in each file, stored as a checksum and JSON with a hash that identifies the source.</summary>
internal sealed record Positions(string Source, SortedDictionary<string, FilePosition> Files)
{
    public const int Version = 1;

    /// <exception cref="InputException">
    /// The checkpoint cannot be used. It is refused because starting over would repeat every record.
    /// </exception>
    public static Positions Read(Checkpoint? from, Settings settings)
    {
        var source = Convert.ToHexString(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.Folder}\0{settings.Ending}"))
        );
        if (from is null)
        {
            return new Positions(source, new SortedDictionary<string, FilePosition>(StringComparer.Ordinal));
        }

        if (from.Version != Version)
        {
            throw Errors.UnknownVersion(from.Version);
        }

        var sum = from.State.Span[..Math.Min(from.State.Length, SHA256.HashSizeInBytes)];
        var json = from.State.Span[sum.Length..];
        var stored = sum.SequenceEqual(SHA256.HashData(json))
            ? JsonSerializer.Deserialize<Positions>(json)!
            : throw Errors.Damaged();
        return stored.Source != source
            ? throw Errors.OtherSource()
            : stored with
            {
                Files = new SortedDictionary<string, FilePosition>(stored.Files, StringComparer.Ordinal),
            };
    }

    public Checkpoint Write()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this);
        byte[] state = [.. SHA256.HashData(json), .. json];
        return state.Length <= Checkpoint.MaxStateBytes
            ? new Checkpoint { Version = Version, State = state }
            : throw Errors.TooMany(Files.Count);
    }
}

/// <summary>The number of complete lines that were read of a file, and their bytes.</summary>
internal readonly record struct FilePosition(long Lines, long Bytes);
