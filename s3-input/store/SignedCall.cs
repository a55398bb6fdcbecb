using Amazon.S3;

namespace InputSdk.S3;

/// <summary>A call that carries data.</summary>
/// <typeparam name="T">What its answer becomes.</typeparam>
internal sealed record SignedCall<T>
{
    /// <summary>The percent-encoded path, and the percent-encoded parameters in the order of their names.</summary>
    public required Func<S3Address, (string Path, string Query)> Target { get; init; }

    /// <summary>Headers that are signed besides those of every request: names in lower case and in order, between <c>host</c> and <c>x-amz-</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Makes something of an answer, which it owns if it accepts it; else throws a <see cref="S3RequestException"/>.</summary>
    public required Func<HttpResponseMessage, CancellationToken, Task<T>> AcceptAsync { get; init; }

    /// <summary>Makes the same call through the SDK, for its error.</summary>
    public required Func<AmazonS3Client, CancellationToken, Task> RepeatAsync { get; init; }
}
