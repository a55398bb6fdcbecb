using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InputSdk.S3.Store;

namespace InputSdk.S3.Checkpoints;

/// <summary>
/// The encoding of a checkpoint: little-endian fields in a fixed order, followed by the first 16 bytes of their
/// SHA-256, so that an incomplete or altered state is refused. A value has exactly one encoding: writing a state that
/// was read gives the same bytes. The encoding is binary because ids are random and would take a third more space in
/// JSON. Ids of parked objects are not stored, because they are computed from their versions.
/// </summary>
internal static class StateCodec
{
    private const int SumBytes = 16;

    internal static ReadOnlySpan<byte> Magic => "S3IN"u8;

    public static byte[] Write(CheckpointState state)
    {
        var writer = new ArrayBufferWriter<byte>(4096);
        writer.Write(Magic);
        writer.Write(state.Salt);
        writer.Write(state.Source);
        Number(writer, state.Backfill?.ToUnixTimeMilliseconds() ?? long.MinValue);
        Number(writer, state.Watermark.ToUnixTimeMilliseconds());
        WriteSweep(writer, state.Sweep);
        WriteSweep(writer, state.LastSweep);
        Number(writer, state.Roots.Count);
        foreach (var root in state.Roots)
        {
            Text(writer, root);
        }

        Number(writer, state.Ids.Count);
        foreach (var (id, seconds) in state.Ids.OrderBy(known => known.Key))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(writer.GetSpan(12), id);
            BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(12)[8..], seconds);
            writer.Advance(12);
        }

        Number(writer, state.Parked.Count);
        foreach (var (_, parked) in state.Parked.OrderBy(parked => parked.Key))
        {
            WriteParked(writer, parked);
        }

        Number(writer, state.Partials.Count);
        foreach (var (id, lines) in state.Partials.OrderBy(known => known.Key))
        {
            Number(writer, unchecked((long)id));
            Number(writer, lines);
        }

        writer.Write(SHA256.HashData(writer.WrittenSpan).AsSpan(0, SumBytes));
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The size of a parked object in bytes.</summary>
    public static int ParkedBytes(ObjectVersion version, string code) =>
        (7 * 8) + Encoding.UTF8.GetByteCount(version.Key) + Encoding.UTF8.GetByteCount(version.ETag) + code.Length;

    /// <exception cref="InputException">
    /// Of kind Checkpoint: the state has another version, is damaged, or belongs to another source.
    /// </exception>
    public static CheckpointState Read(Checkpoint checkpoint, ReadOnlySpan<byte> source, CheckpointRules rules)
    {
        if (checkpoint.Version != CheckpointState.Version)
        {
            throw Errors.Of(
                ErrorCode.CheckpointUnknown,
                $"The stored checkpoint has version {checkpoint.Version}. "
                    + $"This connector reads version {CheckpointState.Version}."
            );
        }

        var bytes = checkpoint.State.Span;
        if (
            bytes.Length is < SumBytes or > Checkpoint.MaxStateBytes
            || !SHA256.HashData(bytes[..^SumBytes]).AsSpan(0, SumBytes).SequenceEqual(bytes[^SumBytes..])
        )
        {
            throw Damaged(bytes.Length);
        }

        var state = new StateReader(bytes[..^SumBytes], rules).Read() ?? throw Damaged(bytes.Length);
        return state.Source.AsSpan().SequenceEqual(source)
            ? state
            : throw Errors.Of(
                ErrorCode.CheckpointForeign,
                "The stored checkpoint was created for a different endpoint, bucket, prefix or log type "
                    + "than the settings specify."
            );
    }

    private static InputException Damaged(int length) =>
        Errors.Of(
            ErrorCode.CheckpointDamaged,
            $"The stored checkpoint ({length} bytes) is damaged: its checksum or format is invalid."
        );

    private static void WriteSweep(ArrayBufferWriter<byte> writer, Sweep? sweep)
    {
        Number(writer, sweep?.Start.ToUnixTimeMilliseconds() ?? long.MinValue);
        Number(writer, sweep?.Requests ?? 0);
        Text(writer, sweep?.Position ?? "");
        WriteDigest(writer, sweep?.Below ?? default);
        WriteDigest(writer, sweep?.Leaves ?? default);
    }

    private static void WriteDigest(ArrayBufferWriter<byte> writer, ObjectSetDigest digest)
    {
        Number(writer, digest.Count);
        Number(writer, unchecked((long)digest.Xor));
    }

    private static void WriteParked(ArrayBufferWriter<byte> writer, ParkedObject parked)
    {
        Text(writer, parked.Version.Key);
        Text(writer, parked.Version.ETag);
        Number(writer, parked.Version.Size);
        Number(writer, parked.Version.LastModified.ToUnixTimeMilliseconds());
        Text(writer, parked.Code);
        Number(writer, parked.Attempts);
        Number(writer, parked.NextTry.ToUnixTimeMilliseconds());
    }

    private static void Number(ArrayBufferWriter<byte> writer, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(8), value);
        writer.Advance(8);
    }

    private static void Text(ArrayBufferWriter<byte> writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(writer, bytes.Length);
        writer.Write(bytes);
    }
}
