using Amazon.S3;

namespace InputSdk.S3.Store;

/// <summary>A call that returns a listing or an object.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
internal sealed record SignedCall<T>
{
    /// <summary>
    /// Gets the percent-encoded path, and the percent-encoded parameters in the order of their names.
    /// </summary>
    public required Func<S3Address, (string Path, string Query)> Target { get; init; }

    /// <summary>
    /// Additional signed headers: names in lower case and in order, between <c>host</c> and <c>x-amz-</c>.
    /// </summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>
    /// Creates the result from a response and takes ownership of the response. Throws an
    /// <see cref="S3RequestException"/> if it does not accept the response.
    /// </summary>
    public required Func<HttpResponseMessage, CancellationToken, Task<T>> AcceptAsync { get; init; }

    /// <summary>Makes the same call through the SDK, to get its error.</summary>
    public required Func<AmazonS3Client, CancellationToken, Task> RepeatAsync { get; init; }
}
