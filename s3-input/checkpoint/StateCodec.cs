using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InputSdk.S3;

/// <summary>
/// The bytes of a checkpoint: little-endian fields in a fixed order, then the first 16 bytes of their
/// SHA-256, so that a torn or altered state is refused. One value has exactly one form: saving what
/// was loaded gives the same bytes. Binary because ids are random and would grow by a third in JSON.
/// </summary>
internal static class StateCodec
{
    private const int SumBytes = 16;

    private static ReadOnlySpan<byte> Magic => "S3IN"u8;

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

        Number(writer, state.Partials.Count);
        foreach (var (id, lines) in state.Partials.OrderBy(known => known.Key))
        {
            Number(writer, unchecked((long)id));
            Number(writer, lines);
        }

        writer.Write(SHA256.HashData(writer.WrittenSpan).AsSpan(0, SumBytes));
        return writer.WrittenSpan.ToArray();
    }

    /// <exception cref="InputException">Of kind Checkpoint: not a state, damaged, or of another source.</exception>
    public static CheckpointState Read(Checkpoint checkpoint, ReadOnlySpan<byte> source)
    {
        if (checkpoint.Version != CheckpointState.Version)
        {
            throw Errors.Of(ErrorCode.CheckpointUnknown,
                $"The stored checkpoint has version {checkpoint.Version}, this connector reads {CheckpointState.Version}.");
        }

        var bytes = checkpoint.State.Span;
        if (bytes.Length is < SumBytes or > Checkpoint.MaxStateBytes
            || !SHA256.HashData(bytes[..^SumBytes]).AsSpan(0, SumBytes).SequenceEqual(bytes[^SumBytes..]))
        {
            throw Damaged(bytes.Length);
        }

        var state = new Reader(bytes[..^SumBytes]).Read() ?? throw Damaged(bytes.Length);
        return state.Source.AsSpan().SequenceEqual(source) ? state : throw Errors.Of(ErrorCode.CheckpointForeign,
            "The stored checkpoint belongs to another endpoint, bucket, prefix or log type than the settings name.");
    }

    private static InputException Damaged(int length) => Errors.Of(
        ErrorCode.CheckpointDamaged, $"The stored checkpoint ({length} bytes) is not what was stored: its checksum or form is wrong.");

    private static void WriteSweep(ArrayBufferWriter<byte> writer, Sweep? sweep)
    {
        Number(writer, sweep?.Start.ToUnixTimeMilliseconds() ?? long.MinValue);
        Number(writer, sweep?.Requests ?? 0);
        Text(writer, sweep?.Position ?? "");
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

    /// <summary>Reads fields until one does not fit; then the whole state is refused.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;
        private bool _failed;

        public CheckpointState? Read()
        {
            if (!Take(Magic.Length).SequenceEqual(Magic))
            {
                return null;
            }

            var state = new CheckpointState
            {
                Salt = Take(CheckpointState.SaltBytes).ToArray(),
                Source = Take(CheckpointState.SourceBytes).ToArray(),
                Backfill = Time(),
                Watermark = Time() ?? DateTimeOffset.UnixEpoch,
                Sweep = SweepOrNone(),
                LastSweep = SweepOrNone(),
                Roots = Roots(),
                Ids = Ids(),
                Partials = Partials(),
            };
            return _failed || _rest.Length > 0 ? null : state;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (_failed || count < 0 || count > _rest.Length)
            {
                _failed = true;
                return default;
            }

            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        private long Number() => Take(8) is { Length: 8 } taken ? BinaryPrimitives.ReadInt64LittleEndian(taken) : 0;

        private int Count(int most)
        {
            var count = Number();
            if (count >= 0 && count <= most)
            {
                return (int)count;
            }

            _failed = true;
            return 0;
        }

        private string Text() => Encoding.UTF8.GetString(Take(Count(Limits.KeyBytes)));

        private DateTimeOffset? Time()
        {
            var milliseconds = Number();
            if (milliseconds == long.MinValue)
            {
                return null;
            }

            if (milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
                || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            {
                _failed = true;
                return null;
            }

            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        private Sweep? SweepOrNone()
        {
            var (start, requests, position) = (Time(), Count(int.MaxValue), Text());
            return start is { } time ? new Sweep { Start = time, Requests = requests, Position = position } : null;
        }

        private List<string> Roots()
        {
            var roots = new List<string>();
            for (var left = Count(Limits.Roots); left > 0; left--)
            {
                roots.Add(Text());
            }

            return roots;
        }

        private Dictionary<ulong, uint> Ids()
        {
            var ids = new Dictionary<ulong, uint>();
            for (var left = Count(Limits.Ids); left > 0 && Take(12) is { Length: 12 } taken; left--)
            {
                ids[BinaryPrimitives.ReadUInt64LittleEndian(taken)] = BinaryPrimitives.ReadUInt32LittleEndian(taken[8..]);
            }

            return ids;
        }

        private Dictionary<ulong, long> Partials()
        {
            var partials = new Dictionary<ulong, long>();
            for (var left = Count(Limits.Partials); left > 0; left--)
            {
                partials[unchecked((ulong)Number())] = Number();
            }

            return partials;
        }
    }
}
