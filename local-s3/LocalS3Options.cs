namespace LocalS3;

/// <summary>The options of a <see cref="LocalS3Server"/>.</summary>
public sealed record LocalS3Options
{
    /// <summary>
    /// The folder to serve. Each subfolder is a bucket. The path of a file relative to its bucket, separated by
    /// <c>/</c>, is its key. File names can percent-encode any byte; <see cref="FileNames.Of"/> encodes those that
    /// Windows forbids.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>The port on the loopback interface; 0 selects a free port.</summary>
    public int Port { get; init; }

    /// <summary>The region of all buckets. Requests that are signed for another region are refused, as in S3.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// If set, the only access key ID that is accepted, in addition to those that AssumeRole of this server issued.
    /// <b>Signatures are not verified</b>: this detects mistakes but does not protect data. All processes that can
    /// reach the loopback interface can read <see cref="Folder"/>.
    /// </summary>
    public string? AccessKey { get; init; }

    /// <summary>
    /// The clock for <c>Date</c> headers, the expiration of temporary credentials, and <see cref="Latency"/>.
    /// </summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The delay before each response, to simulate a distant server.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// Called for each request that passed the access check. If it returns an error, that error is the response.
    /// It can be called from several threads concurrently.
    /// </summary>
    public Func<S3Request, S3Error?>? InjectError { get; init; }
}
