namespace InputSdk.S3.Tests;

/// <summary>
/// A host that stores records and checkpoint in one transaction, pass after pass. Records after the last checkpoint of
/// a pass are dropped.
/// </summary>
internal sealed class CommittingHost(Func<IInputConnector> connector)
{
    public InputConfig Config { get; set; } = Samples.Config();

    public IInputHost Host { get; init; } = new TestHost();

    public Checkpoint? Checkpoint { get; private set; }

    public List<(RecordOrigin Origin, string Json)> Records { get; } = [];

    public List<RejectedLine> Rejected { get; } = [];

    /// <summary>Runs one pass, or one that is killed after a number of messages.</summary>
    public async Task<ReadResult> PassAsync(bool following = false, int messages = int.MaxValue)
    {
        var request = new ReadRequest
        {
            Config = Config,
            From = Checkpoint,
            Following = following,
        };
        var read = await ReadResult.OfAsync(connector(), request, Host, messages);
        var covered = read
            .Messages.Take(read.Messages.FindLastIndex(message => message is CheckpointReached) + 1)
            .ToList();
        Records.AddRange(read.Records.Take(covered.OfType<RecordBatch>().Sum(batch => batch.Count)));
        Rejected.AddRange(covered.OfType<RejectedLine>());
        Checkpoint = read.Checkpoint;
        return read;
    }
}
