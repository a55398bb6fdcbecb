namespace InputSdk.S3;

/// <summary>How far the reading of an object is.</summary>
internal enum ObjectStage
{
    /// <summary>Its bytes are there; no record has left.</summary>
    Fetched,

    /// <summary>Its last line left.</summary>
    HandedOver,
}

/// <summary>What becomes of an object that could not be read.</summary>
internal enum ObjectErrorAction
{
    /// <summary>It is kept and tried again; it holds nobody.</summary>
    Park,

    /// <summary>It holds the position until another one tells whether the source is well.</summary>
    Suspect,

    /// <summary>The source is not well: the pass ends, and nothing is parked.</summary>
    EndPass,

    /// <summary>It is passed over for good. No fault leads to this.</summary>
    Skip,
}
