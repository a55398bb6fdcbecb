namespace LocalS3;

/// <summary>What a <see cref="LocalS3Server"/> serves, and to whom.</summary>
public sealed record LocalS3Options
{
    /// <summary>
    /// The folder to serve. Each folder in it is a bucket; the path of a file below its bucket, with
    /// <c>/</c> between the names, is its key. Names on disk may percent-encode any byte, and
    /// <see cref="FileNames.Of"/> encodes those that Windows forbids.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>The port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The region of all buckets. A request signed for another one is refused, as S3 does.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// When set, the only access key id that is accepted, besides those that this server's AssumeRole
    /// gave out. <b>Signatures are not verified</b>: this keeps mistakes apart, not people. What is in
    /// <see cref="Folder"/> can be read by everyone who can reach the loopback interface.
    /// </summary>
    public string? AccessKey { get; init; }

    /// <summary>The clock for <c>Date</c> headers, the expiry of temporary credentials, and <see cref="Latency"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long each request waits before it is answered, as one to a far server does.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// Asked about each request that would be let in; an error returned here is the answer. It may be
    /// called from several threads at once.
    /// </summary>
    public Func<S3Request, S3Error?>? Refuse { get; init; }
}
