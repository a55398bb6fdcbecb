namespace InputHost.Sinks;

/// <summary>What is stored about the files of an output folder.</summary>
internal interface IFolderState
{
    /// <summary>The committed lengths of the open files by name.</summary>
    IReadOnlyDictionary<string, long> Lengths();

    /// <summary>The numbers of the last closed segments by the names of their files.</summary>
    IReadOnlyDictionary<string, long> Segments();

    /// <summary>Another folder with files that belong to this state, for messages; null if there is none.</summary>
    string? OtherFolder();

    /// <summary>Stores the name of a file before it is created, so that it is recognized after a kill.</summary>
    void Register(string name);

    /// <summary>Stores that a file was closed as a segment, and that the open file is empty.</summary>
    void CloseSegment(string name, long number);
}
