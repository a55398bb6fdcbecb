namespace InputSdk.Conformance;

/// <summary>What a connector's author gives so that the connector can be held against the rules.</summary>
public abstract class ConnectorDriver
{
    /// <summary>The manifest as it is shipped beside the connector.</summary>
    public abstract ReadOnlyMemory<byte> ShippedManifest { get; }

    /// <summary>A configuration that is valid; its secrets need not be real.</summary>
    public abstract InputConfig ValidConfig { get; }

    /// <summary>The folder in which the connector is published as a plugin; null when it is not.</summary>
    public virtual string? PluginFolder => null;

    /// <summary>Whether <see cref="NewWorld"/> gives one.</summary>
    public virtual bool HasWorld => true;

    /// <summary>Valid configurations that take the other branches of the schema's choice, if it has one.</summary>
    public virtual IReadOnlyList<InputConfig> ConfigsOfOtherBranches => [];

    /// <summary>The type that a host makes an instance of.</summary>
    public virtual Type ConnectorType => Create().GetType();

    /// <summary>
    /// A new connector, which has read nothing yet. It does no I/O before it is asked to, and refuses a
    /// wrong configuration before it looks at anything else, a cancellation included.
    /// </summary>
    public abstract IInputConnector Create();

    /// <summary>A new source with the same content as the last one.</summary>
    public virtual SourceWorld NewWorld() => throw new NotSupportedException("This driver has no world.");
}

/// <summary>
/// A source that is the same every time, knows what is in it, and fails when it is told to. Calls of
/// the source are numbered from 0 in the order they are made.
/// </summary>
public abstract class SourceWorld : IDisposable
{
    /// <summary>A configuration that reads this source.</summary>
    public abstract InputConfig Config { get; }

    /// <summary>One that names another source, to which no checkpoint of this one belongs.</summary>
    public abstract InputConfig ConfigOfAnother { get; }

    /// <summary>Every line there is, in the order in which a first read must give them.</summary>
    public abstract IReadOnlyList<TrueLine> Lines { get; }

    /// <summary>The bytes of a line that is no record, without its line end.</summary>
    /// <param name="origin">Where it stands.</param>
    public abstract ReadOnlyMemory<byte> RawOf(RecordOrigin origin);

    /// <summary>
    /// The values of a line that is a record, in the order of the declared columns; null for a column that the line
    /// does not have. Null as a whole when this source does not know them.
    /// </summary>
    /// <param name="origin">The line.</param>
    public virtual IReadOnlyList<string?>? ValuesOf(RecordOrigin origin) => null;

    /// <summary>The kinds of failure that this source knows.</summary>
    public abstract IReadOnlyList<string> Faults { get; }

    /// <summary>Calls that were made so far.</summary>
    public abstract int Calls { get; }

    /// <summary>
    /// Calls that a read of this source may make before its first message is pulled, and no more however
    /// much there is: what it lists and what it fetches ahead.
    /// </summary>
    public abstract int MostCallsAhead { get; }

    /// <summary>A connector that reads this source.</summary>
    public abstract IInputConnector Connect();

    /// <summary>Puts something new into the source; <see cref="Lines"/> has it at its end.</summary>
    public abstract void Grow();

    /// <summary>Lets one call fail, once.</summary>
    /// <param name="number">The number of the call.</param>
    /// <param name="fault">One of <see cref="Faults"/>.</param>
    public abstract void Fail(int number, string fault);

    /// <summary>Lets so much time pass that everything which waits for its time is due.</summary>
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

    /// <summary>Gives up what the source holds.</summary>
    /// <param name="disposing">True.</param>
    protected virtual void Dispose(bool disposing) { }
}

/// <summary>One line of a source.</summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="IsRecord">Whether it is a record; otherwise it has to be rejected.</param>
public readonly record struct TrueLine(RecordOrigin Origin, bool IsRecord);
