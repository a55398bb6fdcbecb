using System.Buffers.Binary;
using System.Text;
using InputSdk.S3.Store;

namespace InputSdk.S3.Checkpoints;

/// <summary>Decodes a state. If a field is invalid, the whole state is refused.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes, CheckpointRules rules)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private bool _failed;

    public CheckpointState? Read()
    {
        if (!Take(StateCodec.Magic.Length).SequenceEqual(StateCodec.Magic))
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

    /// <summary>The number of entries that follow. A number that exceeds the remaining bytes is invalid.</summary>
    /// <param name="bytesEach">The least size of an entry in bytes.</param>
    private int CountOf(int bytesEach) => Count(most: (_rest.Length - 8) / bytesEach);

    private string Text() => Encoding.UTF8.GetString(Take(CountOf(1)));

    private DateTimeOffset? Time()
    {
        var milliseconds = Number();
        if (milliseconds == long.MinValue)
        {
            return null;
        }

        if (
            milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        )
        {
            _failed = true;
            return null;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    private Sweep? SweepOrNone()
    {
        var (start, requests, position) = (Time(), Count(), Text());
        var (below, leaves) = (Digest(), Digest());
        return start is not { } time
            ? null
            : new Sweep
            {
                Start = time,
                Requests = requests,
                Position = position,
                Below = below,
                Leaves = leaves,
            };
    }

    private ObjectSetDigest Digest() => new(Number(), unchecked((ulong)Number()));

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
