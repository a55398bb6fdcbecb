using InputSdk.S3.Buffering;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Formats;

/// <summary>Writes rows as records of one format.</summary>
internal interface IRecordWriter
{
    /// <summary>Where the records are written.</summary>
    RecordBuffer Output { get; }

    /// <summary>The usual size of records relative to their text, rounded up.</summary>
    int Growth { get; }

    /// <summary>Sets the object whose rows follow.</summary>
    void Start(RecordSource source);

    /// <summary>Writes a row.</summary>
    /// <param name="text">The text that contains the row.</param>
    /// <param name="row">Its fields.</param>
    /// <param name="line">The number of its line in the object.</param>
    RowIssues Write(PaddedText text, FieldOffsets row, long line);
}

/// <summary>What is irregular in a row.</summary>
[Flags]
internal enum RowIssues
{
    None = 0,

    /// <summary>The line is not valid UTF-8. U+FFFD replaces invalid bytes.</summary>
    InvalidText = 1,

    /// <summary>The format has a time of its own, but the row's time does not exist.</summary>
    UnreadableTime = 2,
}
