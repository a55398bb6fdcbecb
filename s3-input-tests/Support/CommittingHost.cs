namespace InputSdk.S3.Tests;

/// <summary>
/// A host that stores records and checkpoint in one transaction, pass after pass: what follows the last
/// checkpoint of a pass is dropped.
/// </summary>
internal sealed class CommittingHost(Func<IInputConnector> connector)
{
    public InputConfig Config { get; set; } = Some.Config();

    public IInputHost Host { get; init; } = new TestHost();

    public Checkpoint? Checkpoint { get; private set; }

    public List<(RecordOrigin Origin, string Json)> Records { get; } = [];

    public List<RejectedLine> Rejected { get; } = [];

    /// <summary>One pass, or one that is killed after so many messages.</summary>
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
