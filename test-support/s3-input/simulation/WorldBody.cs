using InputSdk.S3.Buffering;

namespace InputSdk.S3.Simulation;

/// <summary>The bytes of an object, returned in parts. The host can be killed at each read.</summary>
internal sealed class WorldBody(WorldStore store, WorldObject of, byte[] bytes, Random random) : ReadOnlyStream
{
    private int _at;

    /// <summary>The byte at which the connection breaks; negative if it does not.</summary>
    public int BreaksAt { get; init; } = -1;

    /// <summary>Instead of ending early, the body stalls until the store's timeout reports it.</summary>
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
            throw Errors.Of(
                ErrorCode.BodyFailed,
                $"Reading s3://audit-logs/{of.Version.Key} failed: no data was received for 60 s."
            );
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
