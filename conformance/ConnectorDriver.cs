namespace InputSdk.Conformance;

/// <summary>What the author of a connector implements so that the rules can be checked.</summary>
public abstract class ConnectorDriver
{
    /// <summary>The manifest that is shipped next to the connector.</summary>
    public abstract ReadOnlyMemory<byte> ShippedManifest { get; }

    /// <summary>A valid configuration; its secrets do not have to be real.</summary>
    public abstract InputConfig ValidConfig { get; }

    /// <summary>The folder that the connector is published to as a plugin; null if it is not published.</summary>
    public virtual string? PluginFolder => null;

    /// <summary>Whether <see cref="NewWorld"/> is supported.</summary>
    public virtual bool HasWorld => true;

    /// <summary>Valid configurations for the other branches of the schema's choice, if it has one.</summary>
    public virtual IReadOnlyList<InputConfig> ConfigsOfOtherBranches => [];

    /// <summary>The type that a host creates an instance of.</summary>
    public virtual Type ConnectorType => Create().GetType();

    /// <summary>
    /// Creates a connector. It does no I/O before a method is called, and it refuses an invalid configuration
    /// before it checks anything else, including cancellation.
    /// </summary>
    public abstract IInputConnector Create();

    /// <summary>Creates a source with the same content as every other one.</summary>
    public virtual SourceWorld NewWorld() => throw new NotSupportedException("This driver has no source world.");
}

/// <summary>
/// A test source with fixed, known content that can fail on request. Calls to the source are numbered from 0 in the
/// order in which they are made.
/// </summary>
public abstract class SourceWorld : IDisposable
{
    /// <summary>A configuration that reads this source.</summary>
    public abstract InputConfig Config { get; }

    /// <summary>A configuration of another source, for which the checkpoints of this one are not valid.</summary>
    public abstract InputConfig ConfigOfAnother { get; }

    /// <summary>All lines, in the order in which a first read must deliver them.</summary>
    public abstract IReadOnlyList<SourceLine> Lines { get; }

    /// <summary>The bytes of a line that is not a record, without its line ending.</summary>
    /// <param name="origin">The position of the line.</param>
    public abstract ReadOnlyMemory<byte> RawOf(RecordOrigin origin);

    /// <summary>
    /// The values of a line that is a record, in the order of the declared columns. A value is null if the line does
    /// not have that column. The result is null if this source does not know the values.
    /// </summary>
    /// <param name="origin">The line.</param>
    public virtual IReadOnlyList<string?>? ValuesOf(RecordOrigin origin) => null;

    /// <summary>The kinds of failure that this source can simulate.</summary>
    public abstract IReadOnlyList<string> Faults { get; }

    /// <summary>The number of calls so far.</summary>
    public abstract int Calls { get; }

    /// <summary>
    /// The maximum number of calls that a read may make before its first message is pulled: listings and read-ahead.
    /// The limit does not depend on the size of the source.
    /// </summary>
    public abstract int MaxCallsAhead { get; }

    /// <summary>A connector that reads this source.</summary>
    public abstract IInputConnector Connect();

    /// <summary>Adds new lines to the source, at the end of <see cref="Lines"/>.</summary>
    public abstract void Grow();

    /// <summary>Makes one call fail, once.</summary>
    /// <param name="number">The number of the call.</param>
    /// <param name="fault">One of <see cref="Faults"/>.</param>
    public abstract void Fail(int number, string fault);

    /// <summary>Advances the clock until all scheduled retries are due.</summary>
    public abstract void LetTimePass();

    /// <summary>The same configuration with other secrets.</summary>
    /// <param name="secrets">A UTF-8 JSON object.</param>
    public InputConfig ConfigWith(ReadOnlyMemory<byte> secrets) => Config with { Secrets = secrets };

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the resources of the source.</summary>
    /// <param name="disposing">True.</param>
    protected virtual void Dispose(bool disposing) { }
}

/// <summary>One line of a source.</summary>
/// <param name="Origin">Its position.</param>
/// <param name="IsRecord">Whether it is a record; otherwise it must be rejected.</param>
public readonly record struct SourceLine(RecordOrigin Origin, bool IsRecord);
