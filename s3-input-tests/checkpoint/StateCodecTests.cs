using Xunit;

namespace InputSdk.S3.Tests;

public sealed class StateCodecTests
{
    private static readonly byte[] SourceA = [.. Enumerable.Repeat((byte)7, CheckpointState.SourceBytes)];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_loaded_is_what_was_saved(int seed)
    {
        var state = State(new Random(seed), ids: 50, roots: 3);
        var bytes = StateCodec.Write(state);
        Assert.Equal(bytes, StateCodec.Write(StateCodec.Read(Checkpoint(bytes), SourceA)));
        var loaded = StateCodec.Read(Checkpoint(bytes), SourceA);
        Assert.Equal((state.Backfill, state.Watermark, state.Sweep, state.LastSweep), (loaded.Backfill, loaded.Watermark, loaded.Sweep, loaded.LastSweep));
        Assert.Equal(state.Roots, loaded.Roots);
        Assert.Equal(state.Ids.OrderBy(id => id.Key), loaded.Ids.OrderBy(id => id.Key));
        Assert.Equal(state.Partials.OrderBy(id => id.Key), loaded.Partials.OrderBy(id => id.Key));
    }

    [Fact]
    public void The_fullest_state_there_can_be_fits()
    {
        var random = new Random(1);
        var root = new string('r', Limits.RootsBytes / Limits.Roots);
        var state = State(random, Limits.Ids, roots: 0) with
        {
            Roots = Enumerable.Repeat(root, Limits.Roots).ToList(),
            Sweep = new Sweep { Start = DateTimeOffset.MaxValue, Position = new string('k', Limits.KeyBytes), Requests = int.MaxValue },
            LastSweep = new Sweep { Start = DateTimeOffset.MaxValue },
            Partials = Enumerable.Range(0, Limits.Partials).ToDictionary(i => (ulong)i, _ => long.MaxValue),
        };
        Assert.InRange(StateCodec.Write(state).Length, 1, InputSdk.Checkpoint.MaxStateBytes);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_refused()
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
    public void Another_version_and_another_source_are_refused()
    {
        var bytes = StateCodec.Write(State(new Random(1), ids: 5, roots: 2));
        AssertRefused("checkpoint.unknown_version", Checkpoint(bytes) with { Version = 2 });
        var error = Assert.Throws<InputException>(() => StateCodec.Read(Checkpoint(bytes), new byte[CheckpointState.SourceBytes])).Error;
        Assert.Equal(("checkpoint.other_source", ErrorKind.Checkpoint), (error.Code, error.Kind));
    }

    private static void AssertRefused(string code, Checkpoint checkpoint)
    {
        var error = Assert.Throws<InputException>(() => StateCodec.Read(checkpoint, SourceA)).Error;
        Assert.Equal((code, ErrorKind.Checkpoint), (error.Code, error.Kind));
    }

    private static Checkpoint Checkpoint(byte[] state) => new() { Version = CheckpointState.Version, State = state };

    private static CheckpointState State(Random random, int ids, int roots) => new()
    {
        Salt = new byte[CheckpointState.SaltBytes],
        Source = SourceA,
        Backfill = random.Next(2) == 0 ? null : Time(random),
        Watermark = Time(random),
        Sweep = random.Next(2) == 0 ? null : new Sweep { Start = Time(random), Position = "AWSLogs/é/😀", Requests = random.Next() },
        LastSweep = random.Next(2) == 0 ? null : new Sweep { Start = Time(random), Requests = random.Next() },
        Roots = Enumerable.Range(0, roots).Select(i => $"root-{i}/").ToList(),
        Ids = Enumerable.Range(0, ids).ToDictionary(i => ((ulong)random.Next() << 32) | (uint)i, _ => (uint)random.Next()),
        Partials = Enumerable.Range(0, random.Next(4)).ToDictionary(i => (ulong)random.NextInt64() + (ulong)i, _ => random.NextInt64()),
    };

    private static DateTimeOffset Time(Random random) => DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(4_000_000_000_000));
}
