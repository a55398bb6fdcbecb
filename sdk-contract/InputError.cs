namespace InputSdk;

/// <summary>What went wrong, in a form that people and programs can act on. Holds no secret, ever.</summary>
public sealed record InputError
{
    /// <summary>Who can do something about it, and so what a host does next.</summary>
    public required ErrorKind Kind { get; init; }

    /// <summary>A stable name such as <c>s3.bucket_not_found</c>; the manifest lists all that can occur.</summary>
    public required string Code { get; init; }

    /// <summary>
    /// Sentences for people: the object (<c>s3://bucket/key</c>, line, byte), what was found, what
    /// was expected and what to do.
    /// </summary>
    public required string Message { get; init; }

    /// <summary>
    /// For <see cref="ErrorKind.Config"/> and <see cref="ErrorKind.Access"/>: the member of the
    /// configuration at fault, as a JSON Pointer (RFC 6901) such as <c>/settings/bucket</c>.
    /// </summary>
    public string? Pointer { get; init; }

    /// <summary>
    /// The call to the source that failed, as the source's own documents and logs name it, such as
    /// <c>s3:ListObjectsV2</c>.
    /// </summary>
    public string? Call { get; init; }

    /// <summary>For <see cref="ErrorKind.Access"/>: the right that is missing, and on what, if that is known.</summary>
    public string? Permission { get; init; }

    /// <summary>
    /// What to change, whole and ready to be copied, in as many lines as it takes: the statement to add
    /// to a policy, say. <see cref="Message"/> says in one sentence what this says in full.
    /// </summary>
    public string? Remedy { get; init; }

    /// <summary>For <see cref="ErrorKind.Transient"/>: how long to wait at least, when the source said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The kinds of error, by what is to be done about them.</summary>
public enum ErrorKind
{
    /// <summary>A fault of the connector itself. Stop and report it.</summary>
    Internal,

    /// <summary>A setting is wrong. Stop, show <see cref="InputError.Pointer"/>; trying again is of no use.</summary>
    Config,

    /// <summary>The source does not accept or permit it. Stop and ask for credentials or rights.</summary>
    Access,

    /// <summary>It may work later. Try again with growing pauses, from the last checkpoint.</summary>
    Transient,

    /// <summary>An object or a line is bad.</summary>
    Data,

    /// <summary>The stored checkpoint cannot be used. Stop and ask a person; never start over silently.</summary>
    Checkpoint,
}

/// <summary>
/// The one exception that leaves a connector, besides <see cref="OperationCanceledException"/> for
/// the caller's token.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Wraps an error.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="innerException">
    /// Where it came from, if that is free of secrets; hosts may log it.
    /// </param>
    public InputException(InputError error, Exception? innerException = null)
        : base(error.Message, innerException) => Error = error;

    /// <summary>What went wrong.</summary>
    public InputError Error { get; }
}
