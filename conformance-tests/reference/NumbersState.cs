using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InputSdk;

namespace ConformanceTests;

/// <summary>The checkpoint state: the number of files read, a hash of the list's name, and a checksum.</summary>
internal static class NumbersState
{
    private const int Version = 1;

    public static Checkpoint Write(int files, string list)
    {
        var state = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(state, files);
        SHA256.HashData(Encoding.UTF8.GetBytes(list)).AsSpan(0, 8).CopyTo(state.AsSpan(4));
        return new Checkpoint { Version = Version, State = (byte[])[.. state, .. SHA256.HashData(state)] };
    }

    /// <exception cref="InputException">The state is damaged or belongs to another list.</exception>
    public static int Read(Checkpoint? from, string list)
    {
        if (from is null)
        {
            return 0;
        }

        var files = from.State.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(from.State.Span) : -1;
        return files >= 0 && from.Version == Version && from.State.Span.SequenceEqual(Write(files, list).State.Span)
            ? files
            : throw new InputException(
                new InputError
                {
                    Kind = ErrorKind.Checkpoint,
                    Code = "checkpoint.unusable",
                    Message = "The checkpoint is damaged or belongs to another list.",
                }
            );
    }
}
