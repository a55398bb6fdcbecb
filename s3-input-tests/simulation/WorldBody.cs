namespace InputSdk.S3.Simulation;

/// <summary>The bytes of an object, in pieces, some of which the host may not live to see.</summary>
internal sealed class WorldBody(WorldStore store, WorldObject of, byte[] bytes, Random random) : ReadOnlyStream
{
    private int _at;

    /// <summary>Where the connection breaks off; negative when it does not.</summary>
    public int BreaksAt { get; init; } = -1;

    /// <summary>It does not end early but stops, as the watchdog of the store tells.</summary>
    public bool Stalls { get; init; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (of.Body.TextBytes > 2_000)
        {
            await store.CallAsync(cancellationToken);
        }

        var end = BreaksAt < 0 ? bytes.Length : BreaksAt;
        if (_at == end && BreaksAt >= 0 && Stalls)
        {
            throw Errors.Of(ErrorCode.BodyFailed, $"s3://audit-logs/{of.Version.Key}: the body gave no byte for 60 s.");
        }

        var count = Math.Min(buffer.Length, end - _at);
        count = count > 1 && bytes.Length > 300 ? random.Next(1, count + 1) : count;
        bytes.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        if (_at == bytes.Length && bytes == of.Body.Bytes)
        {
            store.GivenWhole.Add(of);
            store.SomethingCameWhole = true;
        }

        return count;
    }
}
