using InputSdk;

namespace InputHost;

/// <summary>Where messages go. What was written since the last flush can be taken back.</summary>
internal interface ISink : IDisposable
{
    void Write(InputMessage message);

    /// <summary>Brings everything written so far to where a crash does not reach it.</summary>
    /// <returns>The lengths of the files it lies in, by name; what a checkpoint is stored with.</returns>
    IReadOnlyDictionary<string, long> Flush();

    /// <summary>Drops what was written since the last flush, where that is possible.</summary>
    void Rollback();

    /// <summary>Tells whoever reads the messages that the read ended with an error.</summary>
    void WriteError(InputError error);
}
