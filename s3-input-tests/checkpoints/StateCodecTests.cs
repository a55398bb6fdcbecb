using InputSdk.S3.Checkpoints;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

public sealed class StateCodecTests
{
    private static readonly CheckpointRules Rules = new();

    private static readonly byte[] SourceA = [.. Enumerable.Repeat((byte)7, CheckpointState.SourceBytes)];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_loaded_state_equals_the_saved_state(int seed)
    {
        var state = State(new Random(seed), ids: 50, roots: 3);
        var bytes = StateCodec.Write(state);
        Assert.Equal(bytes, StateCodec.Write(StateCodec.Read(Checkpoint(bytes), SourceA, Rules)));
        var loaded = StateCodec.Read(Checkpoint(bytes), SourceA, Rules);
        Assert.Equal(
            (state.Backfill, state.Watermark, state.Sweep, state.LastSweep),
            (loaded.Backfill, loaded.Watermark, loaded.Sweep, loaded.LastSweep)
        );
        Assert.Equal(state.Roots, loaded.Roots);
        Assert.Equal(state.Ids.OrderBy(id => id.Key), loaded.Ids.OrderBy(id => id.Key));
        Assert.Equal(state.Parked.OrderBy(id => id.Key), loaded.Parked.OrderBy(id => id.Key));
        Assert.Equal(state.Partials.OrderBy(id => id.Key), loaded.Partials.OrderBy(id => id.Key));
    }

    [Fact]
    public void The_largest_possible_state_fits()
    {
        var (random, limits) = (new Random(1), Limits.Default);
        var root = new string('r', limits.RootsBytes / limits.Roots);
        var keyBytes =
            (limits.ParkedBytes / limits.Parked) - StateCodec.ParkedBytes(Parked(""), ErrorCode.TooManyParked.Code);
        var sweep = new Sweep
        {
            Start = DateTimeOffset.MaxValue,
            Position = new string('k', Limits.KeyBytes),
            Requests = int.MaxValue,
        };
        var state = State(random, limits.Ids + limits.Parked + limits.Partials, roots: 0) with
        {
            Roots = Enumerable.Repeat(root, limits.Roots).ToList(),
            Sweep = sweep,
            LastSweep = sweep,
            Parked = Enumerable
                .Range(0, limits.Parked)
                .ToDictionary(
                    i => (ulong)i,
                    i => Kept(Parked(i.ToString().PadLeft(keyBytes, 'p')), ErrorCode.TooManyParked.Code)
                ),
            Partials = Enumerable.Range(0, limits.Partials).ToDictionary(i => (ulong)i, _ => long.MaxValue),
        };
        Assert.InRange(StateCodec.Write(state).Length, 1, InputSdk.Checkpoint.MaxStateBytes);
    }

    [Fact]
    public void A_state_with_a_flipped_bit_or_a_missing_end_is_refused()
    {
        var bytes = StateCodec.Write(State(new Random(1), ids: 5, roots: 2));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused("checkpoint.damaged", Checkpoint(damaged));
        }

        for (var length = 0; length < bytes.Length; length++)
        {
            AssertRefused("checkpoint.damaged", Checkpoint(bytes[..length]));
        }
    }

    [Fact]
    public void A_state_of_another_version_or_source_is_refused()
    {
        var bytes = StateCodec.Write(State(new Random(1), ids: 5, roots: 2));
        AssertRefused("checkpoint.unknown_version", Checkpoint(bytes) with { Version = CheckpointState.Version + 1 });
        var error = Assert
            .Throws<InputException>(() =>
                StateCodec.Read(Checkpoint(bytes), new byte[CheckpointState.SourceBytes], Rules)
            )
            .Error;
        Assert.Equal(("checkpoint.other_source", ErrorKind.Checkpoint), (error.Code, error.Kind));
    }

    private static void AssertRefused(string code, Checkpoint checkpoint)
    {
        var error = Assert.Throws<InputException>(() => StateCodec.Read(checkpoint, SourceA, Rules)).Error;
        Assert.Equal((code, ErrorKind.Checkpoint), (error.Code, error.Kind));
    }

    private static Checkpoint Checkpoint(byte[] state) => new() { Version = CheckpointState.Version, State = state };

    private static CheckpointState State(Random random, int ids, int roots) =>
        new()
        {
            Salt = new byte[CheckpointState.SaltBytes],
            Source = SourceA,
            Backfill = random.Next(2) == 0 ? null : Time(random),
            Watermark = Time(random),
            Sweep =
                random.Next(2) == 0
                    ? null
                    : new Sweep
                    {
                        Start = Time(random),
                        Position = "AWSLogs/é/😀",
                        Requests = random.Next(),
                        Below = new ObjectSetDigest(random.Next(), (ulong)random.NextInt64()),
                        Leaves = new ObjectSetDigest(random.Next(), (ulong)random.NextInt64()),
                    },
            LastSweep = random.Next(2) == 0 ? null : new Sweep { Start = Time(random), Requests = random.Next() },
            Roots = Enumerable.Range(0, roots).Select(i => $"root-{i}/").ToList(),
            Ids = Enumerable
                .Range(0, ids)
                .ToDictionary(i => ((ulong)random.Next() << 32) | (uint)i, _ => (uint)random.Next()),
            Parked = Enumerable
                .Range(0, random.Next(4))
                .Select(i => Kept(Parked($"é-{random.Next()}-{i}"), ErrorCode.Corrupt.Code))
                .ToDictionary(parked => Rules.IdOf(new byte[CheckpointState.SaltBytes], parked.Version)),
            Partials = Enumerable
                .Range(0, random.Next(4))
                .ToDictionary(i => (ulong)random.NextInt64() + (ulong)i, _ => random.NextInt64()),
        };

    private static ObjectVersion Parked(string key) =>
        new()
        {
            Key = key,
            ETag = "\"0123456789abcdef\"",
            Size = 7,
            LastModified = DateTimeOffset.UnixEpoch,
        };

    private static ParkedObject Kept(ObjectVersion version, string code) =>
        Rules.Park(version, code, attemptsBefore: 2, DateTimeOffset.UnixEpoch)!;

    private static DateTimeOffset Time(Random random) =>
        DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(4_000_000_000_000));
}
