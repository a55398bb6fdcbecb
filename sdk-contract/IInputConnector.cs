namespace InputSdk;

/// <summary>
/// A connector: reads the records of one external source into a data platform.
/// A host creates one instance with the public parameterless constructor, which does no I/O. It can call
/// the members any number of times, also concurrently. A connector keeps no state between calls.
/// </summary>
public interface IInputConnector
{
    /// <summary>
    /// The description and requirements of the connector, as UTF-8 JSON without a byte order mark: the same
    /// bytes as the <c>manifest.json</c> shipped with it. Needs no configuration, network or clock.
    /// </summary>
    ReadOnlyMemory<byte> Manifest { get; }

    /// <summary>
    /// Tests the connection step by step, in the order of the manifest's <c>check</c> list. After a
    /// failed step, the later steps are <see cref="CheckOutcome.Skipped"/>. Writes nothing to the
    /// source, reads at most one object, and uses no checkpoint.
    /// </summary>
    /// <param name="config">The configuration to test; errors in it are a failed step, not an exception.</param>
    /// <param name="host">The services of the host.</param>
    /// <param name="cancellationToken">Ends the check with <see cref="OperationCanceledException"/>.</param>
    IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Reads what is new since <see cref="ReadRequest.From"/>, in one finite pass. To read continuously,
    /// a host calls this method again. The connector works when messages are pulled: it buffers a bounded
    /// amount of data ahead, so a slow host slows the connector down.
    /// <para>
    /// <b>The commit rule.</b> A <see cref="CheckpointReached"/> covers every message before it and
    /// none after it. The host stores the records and rejected lines first and then the checkpoint,
    /// or both in one transaction. It may merge several checkpoints into one commit, but never splits
    /// one. Pulling the next message only frees buffers; it acknowledges nothing. A read that is abandoned
    /// at any message and started again from the last stored checkpoint loses no data.
    /// </para>
    /// </summary>
    /// <param name="request">What to read, and from where.</param>
    /// <param name="host">The services of the host.</param>
    /// <param name="cancellationToken">Ends the read with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Messages in a fixed order: the same source and request result in the same messages.</returns>
    /// <exception cref="InputException">
    /// The pass cannot continue. What the last checkpoint covers stays valid.
    /// </exception>
    IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        CancellationToken cancellationToken = default
    );
}
