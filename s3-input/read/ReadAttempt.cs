namespace InputSdk.S3;

/// <summary>
/// One attempt to read an object: its messages, and then the error it ended with, if it did. An error
/// is kept and not thrown, since it may be the object's own and others shall be read.
/// </summary>
internal sealed class ReadAttempt
{
    private readonly ObjectReading? _reading;

    public ReadAttempt(ObjectText text, ReadContext context, ReadingTools tools, RecordOrigin origin, long linesDone)
    {
        try
        {
            _reading = new ObjectReading(text, origin, linesDone, tools, context.Limits);
        }
        catch (InputException e)
        {
            Fault = e.Error;
        }
    }

    public InputError? Fault { get; private set; }

    public long LinesRead => _reading?.LinesRead ?? 0;

    public long BlankLines => _reading?.BlankLines ?? 0;

    /// <summary>The next message; null at the end of the object, or of the attempt.</summary>
    public async ValueTask<InputMessage?> NextAsync()
    {
        try
        {
            return _reading is null ? null : await _reading.NextAsync();
        }
        catch (InputException e)
        {
            Fault = e.Error;
            return null;
        }
    }
}
