namespace InputSdk;

/// <summary>An error, in a form that users and programs can act on. It never contains a secret.</summary>
public sealed record InputError
{
    /// <summary>The kind of error, which determines what a host does next.</summary>
    public required ErrorKind Kind { get; init; }

    /// <summary>A stable name such as <c>s3.bucket_not_found</c>; the manifest lists all that can occur.</summary>
    public required string Code { get; init; }

    /// <summary>
    /// Sentences for the user: the object (<c>s3://bucket/key</c>, line, byte), what was found, what
    /// was expected and what to do.
    /// </summary>
    public required string Message { get; init; }

    /// <summary>
    /// For <see cref="ErrorKind.Config"/> and <see cref="ErrorKind.Access"/>: the member of the
    /// configuration that caused the error, as a JSON Pointer (RFC 6901) such as <c>/settings/bucket</c>.
    /// </summary>
    public string? Pointer { get; init; }

    /// <summary>
    /// The call to the source that failed, as the documentation and the logs of the source name it, such as
    /// <c>s3:ListObjectsV2</c>.
    /// </summary>
    public string? Call { get; init; }

    /// <summary>For <see cref="ErrorKind.Access"/>: the missing permission and its resource, if known.</summary>
    public string? Permission { get; init; }

    /// <summary>
    /// The complete change, ready to be copied, in one or more lines: for example the statement to add
    /// to a policy. <see cref="Message"/> summarizes it in one sentence.
    /// </summary>
    public string? Remedy { get; init; }

    /// <summary>For <see cref="ErrorKind.Transient"/>: the minimum time to wait, if the source requested one.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The kinds of error, by what to do about them.</summary>
public enum ErrorKind
{
    /// <summary>A bug in the connector. Stop and report it.</summary>
    Internal,

    /// <summary>A setting is wrong. Stop and show <see cref="InputError.Pointer"/>; do not retry.</summary>
    Config,

    /// <summary>The source denies access. Stop and ask for credentials or permissions.</summary>
    Access,

    /// <summary>A transient error. Retry with increasing pauses, from the last checkpoint.</summary>
    Transient,

    /// <summary>An object or a line is not valid.</summary>
    Data,

    /// <summary>The stored checkpoint cannot be used. Stop and ask the user; never start over silently.</summary>
    Checkpoint,
}

/// <summary>
/// The only exception that a connector throws, besides <see cref="OperationCanceledException"/> for
/// the caller's token.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Wraps an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="innerException">
    /// The cause, if it contains no secrets; hosts can log it.
    /// </param>
    public InputException(InputError error, Exception? innerException = null)
        : base(error.Message, innerException) => Error = error;

    /// <summary>The error.</summary>
    public InputError Error { get; }
}
