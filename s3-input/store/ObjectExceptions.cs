namespace InputSdk.S3.Store;

/// <summary>
/// The response to a GET says that the version does not exist. Only a listing decides whether this is true.
/// </summary>
/// <param name="answer">A clause about the response, such as <c>S3 returned 404 NoSuchKey</c>.</param>
internal sealed class ObjectMissingException(string answer) : Exception(answer);

/// <summary>One object cannot be read, even with retries; the source is available.</summary>
internal sealed class ObjectUnreadableException(SkipReason reason) : Exception(reason.ToString())
{
    public SkipReason Reason { get; } = reason;
}
