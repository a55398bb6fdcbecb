using InputSdk;

namespace InputHost.Sinks;

/// <summary>The output for messages. Messages written since the last flush can be discarded.</summary>
internal interface ISink : IDisposable
{
    void Write(InputMessage message);

    /// <summary>Makes everything written so far durable, so that it survives a crash.</summary>
    /// <returns>The lengths of the files by name, to be stored with a checkpoint.</returns>
    IReadOnlyDictionary<string, long> Flush();

    /// <summary>A checkpoint that covers everything that was flushed is stored.</summary>
    void Committed() { }

    /// <summary>Discards what was written since the last flush, if possible.</summary>
    void Rollback();

    /// <summary>
    /// After a transient error, continues with the stored state, which may or may not contain the last change.
    /// </summary>
    void Resume() { }

    /// <summary>What the user should know about the messages that were written since the last call.</summary>
    IEnumerable<string> TakeRemarks() => [];

    /// <summary>Writes the error that ended the read, if the format has messages for errors.</summary>
    void WriteError(InputError error);
}
