using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InputSdk.S3;

/// <summary>
/// The bytes of a checkpoint: little-endian fields in a fixed order, then the first 16 bytes of their
/// SHA-256, so that a torn or altered state is refused. One value has exactly one form: saving what
/// was loaded gives the same bytes. Binary because ids are random and would grow by a third in JSON. Ids of parked objects are not
/// stored: they follow from their versions.
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

    /// <summary>The bytes that a parked object takes.</summary>
    public static int ParkedBytes(ObjectVersion version, string code) =>
        (7 * 8) + Encoding.UTF8.GetByteCount(version.Key) + Encoding.UTF8.GetByteCount(version.ETag) + code.Length;

    /// <exception cref="InputException">Of kind Checkpoint: not a state, damaged, or of another source.</exception>
    public static CheckpointState Read(Checkpoint checkpoint, ReadOnlySpan<byte> source, CheckpointRules rules)
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

        var state = new Reader(bytes[..^SumBytes], rules).Read() ?? throw Damaged(bytes.Length);
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
        WriteTally(writer, sweep?.Below ?? default);
        WriteTally(writer, sweep?.Leaves ?? default);
    }

    private static void WriteTally(ArrayBufferWriter<byte> writer, Tally tally)
    {
        Number(writer, tally.Count);
        Number(writer, unchecked((long)tally.Xor));
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

    /// <summary>Reads fields until one does not fit; then the whole state is refused.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes, CheckpointRules rules)
    {
        private ReadOnlySpan<byte> _rest = bytes;
        private bool _failed;

        public CheckpointState? Read()
        {
            if (!Take(Magic.Length).SequenceEqual(Magic))
            {
                return null;
            }

            var salt = Take(CheckpointState.SaltBytes).ToArray();
            var state = new CheckpointState
            {
                Salt = salt,
                Source = Take(CheckpointState.SourceBytes).ToArray(),
                Backfill = Time(),
                Watermark = Time() ?? DateTimeOffset.UnixEpoch,
                Sweep = SweepOrNone(),
                LastSweep = SweepOrNone(),
                Roots = Roots(),
                Ids = Ids(),
                Parked = Parked(salt),
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

        private int Count(long most = int.MaxValue)
        {
            var count = Number();
            if (count >= 0 && count <= most)
            {
                return (int)count;
            }

            _failed = true;
            return 0;
        }

        /// <summary>How many of so many bytes each follow; more than there are bytes for is damage.</summary>
        private int CountOf(int bytesEach) => Count(most: (_rest.Length - 8) / bytesEach);

        private string Text() => Encoding.UTF8.GetString(Take(CountOf(1)));

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
            var (start, requests, position) = (Time(), Count(), Text());
            var (below, leaves) = (Tally(), Tally());
            return start is not { } time ? null
                : new Sweep { Start = time, Requests = requests, Position = position, Below = below, Leaves = leaves };
        }

        private Tally Tally() => new(Number(), unchecked((ulong)Number()));

        private List<string> Roots()
        {
            var roots = new List<string>();
            for (var left = CountOf(8); left > 0; left--)
            {
                roots.Add(Text());
            }

            return roots;
        }

        private Dictionary<ulong, uint> Ids()
        {
            var ids = new Dictionary<ulong, uint>();
            for (var left = CountOf(12); left > 0 && Take(12) is { Length: 12 } taken; left--)
            {
                ids[BinaryPrimitives.ReadUInt64LittleEndian(taken)] = BinaryPrimitives.ReadUInt32LittleEndian(taken[8..]);
            }

            return ids;
        }

        private Dictionary<ulong, ParkedObject> Parked(byte[] salt)
        {
            var parked = new Dictionary<ulong, ParkedObject>();
            for (var left = CountOf(7 * 8); left > 0; left--)
            {
                var version = new ObjectVersion
                {
                    Key = Text(),
                    ETag = Text(),
                    Size = Number(),
                    LastModified = Time() ?? DateTimeOffset.UnixEpoch,
                };
                parked[rules.IdOf(salt, version)] = new ParkedObject
                {
                    Version = version,
                    Code = Text(),
                    Attempts = Count(),
                    NextTry = Time() ?? DateTimeOffset.UnixEpoch,
                };
            }

            return parked;
        }

        private Dictionary<ulong, long> Partials()
        {
            var partials = new Dictionary<ulong, long>();
            for (var left = CountOf(16); left > 0; left--)
            {
                partials[unchecked((ulong)Number())] = Number();
            }

            return partials;
        }
    }
}
