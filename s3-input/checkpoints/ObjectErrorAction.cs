namespace InputSdk.S3.Checkpoints;

/// <summary>The progress of reading an object.</summary>
internal enum ObjectStage
{
    /// <summary>Its bytes were received; none of its records was emitted.</summary>
    Fetched,

    /// <summary>Its last line was delivered.</summary>
    Delivered,
}

/// <summary>What happens to an object that could not be read.</summary>
internal enum ObjectErrorAction
{
    /// <summary>It is parked and retried. It blocks no other object.</summary>
    Park,

    /// <summary>It holds the position until another object shows whether the source is available.</summary>
    Suspect,

    /// <summary>The source is not available: the pass ends, and no object is parked.</summary>
    EndPass,

    /// <summary>It is skipped permanently. No error has this result.</summary>
    Skip,
}
