namespace InputSdk;

/// <summary>
/// A connector: brings the records of one outside source into a data platform.
/// A host creates one instance by its public parameterless constructor, which does no I/O, and may
/// call the members below any number of times, also at the same time; a connector keeps no state
/// between calls.
/// </summary>
public interface IInputConnector
{
    /// <summary>
    /// What the connector is and needs, as UTF-8 JSON without a byte order mark: the same bytes as
    /// the <c>manifest.json</c> shipped beside it. Needs no configuration, network or clock.
    /// </summary>
    ReadOnlyMemory<byte> Manifest { get; }

    /// <summary>
    /// Tests the connection, step by step, in the order of the manifest's <c>check</c> list. After a
    /// step that failed, the later ones are <see cref="CheckOutcome.Skipped"/>. Writes nothing to the
    /// source, reads no more than one object, and knows of no checkpoint.
    /// </summary>
    /// <param name="config">The configuration to test; faults in it are a failed step, not an exception.</param>
    /// <param name="host">The services of the host.</param>
    /// <param name="cancellationToken">Ends the check with <see cref="OperationCanceledException"/>.</param>
    IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Reads what is new since <see cref="ReadRequest.From"/>, in one finite pass; a host that wants to
    /// follow the source calls again. The connector works when pulled: it holds a bounded amount of
    /// data that nobody has asked for yet, so a slow host slows the connector down.
    /// <para>
    /// <b>The commit rule.</b> A <see cref="CheckpointReached"/> covers every message before it and
    /// none after it. The host stores the records and rejected lines first and then the checkpoint,
    /// or both in one transaction; it may merge several checkpoints into one commit and never splits
    /// one. Pulling the next message only frees buffers; it acknowledges nothing. A read abandoned at
    /// any message and started again from the last stored checkpoint loses nothing.
    /// </para>
    /// </summary>
    /// <param name="request">What to read, and from where.</param>
    /// <param name="host">The services of the host.</param>
    /// <param name="cancellationToken">Ends the read with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Messages in a fixed order: the same source and request give the same messages.</returns>
    /// <exception cref="InputException">
    /// The pass cannot go on. What was covered by the last checkpoint stays valid.
    /// </exception>
    IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        CancellationToken cancellationToken = default
    );
}
