namespace InputSdk.S3.Store;

/// <summary>
/// A bucket: the only interface between the engine and the network. Implementations translate every failure into an
/// <see cref="InputException"/>, or into an <see cref="ObjectUnreadableException"/> if only one object is affected.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>
    /// Checks that the bucket exists and that S3 accepts the credentials. Called before any other method.
    /// </summary>
    Task<Probe> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The ARN of the host's own identity, if it assumed a role for this store. Null if it assumed none, or if the ARN
    /// cannot be determined.
    /// </summary>
    Task<string?> HostIdentityAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Requests sent so far, including those for credentials.</summary>
    int Requests { get; }

    /// <summary>Called on any thread when S3 asks to slow down.</summary>
    Action? OnThrottled
    {
        set { }
    }

    /// <summary>
    /// The time that requests are signed with: the host's clock, corrected if S3 rejected it. If S3 checks signatures,
    /// it is close to the time of S3.
    /// </summary>
    DateTimeOffset Clock { get; }

    /// <summary>
    /// Lists one page of keys in UTF-8 byte order. A response that is not a listing is an error, never an empty page.
    /// </summary>
    Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken);

    /// <summary>Gets the content of exactly this version, never of another version.</summary>
    /// <exception cref="ObjectMissingException">The response says that the version does not exist.</exception>
    Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken);
}

/// <summary>The result of the first request to a source.</summary>
/// <param name="Time">The time of the source.</param>
/// <param name="Region">The Region of the bucket; null if Regions do not apply.</param>
internal sealed record Probe(DateTimeOffset Time, string? Region = null);
