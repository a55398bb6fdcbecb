namespace InputSdk.S3;

/// <summary>
/// When a checkpoint is worth its cost, and the exact counts since the last one. The clock decides
/// only how often checkpoints come, never what they say.
/// </summary>
internal sealed class CheckpointPace(TimeProvider time, Limits limits)
{
    private long _since = time.GetTimestamp();
    private long _bytes;

    public long Records { get; private set; }

    public long RejectedLines { get; private set; }

    public long Objects { get; private set; }

    public bool IsDue => _bytes >= limits.CheckpointBytes || time.GetElapsedTime(_since) >= limits.CheckpointInterval;

    public void Count(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                Records += batch.Count;
                _bytes += batch.Records.Length;
                break;
            case RejectedLine rejected:
                RejectedLines++;
                _bytes += rejected.Raw.Length;
                break;
        }
    }

    public void CountObject() => Objects++;

    public void Reset()
    {
        (_since, _bytes) = (time.GetTimestamp(), 0);
        (Records, RejectedLines, Objects) = (0, 0, 0);
    }
}
