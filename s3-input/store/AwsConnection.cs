using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Store;

/// <summary>
/// The connection to the Region of the bucket. It is corrected if a call shows that the session has ended or the bucket
/// moved: the SDK renews credentials only by the clock, does not retry after S3 rejected a token, and does not follow a
/// bucket to another Region.
/// </summary>
internal sealed class AwsConnection(string bucket, AwsClients clients, Limits limits) : IDisposable
{
    private readonly SemaphoreSlim _moveLock = new(1);
    private readonly List<RegionClients> _connections = [];
    private volatile RegionClients? _current;
    private string? _lastDate;
    private int _requests;

    /// <summary>The current connection. It requires a previous call of <see cref="ConnectTo"/>.</summary>
    public RegionClients Now =>
        _current ?? throw new InvalidOperationException("ProbeAsync must be called before the store is used.");

    /// <summary>The Date of the last response to a call of the SDK; null if it has none in RFC 1123 format.</summary>
    public DateTimeOffset? LastDate => DateIn(Volatile.Read(ref _lastDate));

    /// <summary>Requests so far, including those for credentials.</summary>
    public int Requests => _requests + clients.TokenRequests;

    /// <summary>Parses a Date header; null if it is not in RFC 1123 format.</summary>
    public static DateTimeOffset? DateIn(string? header) =>
        DateTimeOffset.TryParseExact(
            header,
            "r",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var date
        )
            ? date
            : null;

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void ConnectTo(string region)
    {
        var client = WithEventHandlers(clients.Create(region, limits.RequestRetries));
        var connected = new RegionClients(
            client,
            new Lazy<AmazonS3Client>(() => WithEventHandlers(clients.Create(region, retries: 0))),
            region,
            S3Address.Of(client, bucket, region)
        );

        // Calls of other threads can still use the previous client.
        _connections.Add(connected);
        _current = connected;
    }

    /// <summary>Makes a call. Repeats it after a renewal of the session and after a move to another Region.</summary>
    public async Task<T> CallAsync<T>(Func<RegionClients, Task<T>> call, CancellationToken cancellationToken)
    {
        var (renewed, moved) = (false, false);
        while (true)
        {
            // Calls wait for a session here and not within the SDK, which passes on no cancellation token.
            await clients.KeysAsync(cancellationToken);
            var (now, session) = (Now, clients.Session);
            try
            {
                return await call(now);
            }
            catch (AmazonS3Exception e) when (!renewed && AwsErrors.IsTokenRefused(e) && clients.DropSession(session))
            {
                renewed = true;
            }
            catch (AmazonS3Exception e) when (!moved && AwsErrors.IsRedirect(e))
            {
                moved = true;
                await MoveAsync(now, AwsNames.RegionOf(e), cancellationToken);
                if (Now == now)
                {
                    throw;
                }
            }
        }
    }

    public void Dispose()
    {
        _connections.ForEach(connected => connected.Dispose());
        _moveLock.Dispose();
    }

    private AmazonS3Client WithEventHandlers(AmazonS3Client client)
    {
        client.BeforeRequestEvent += (_, _) => CountRequest();

        // The SDK has no member for this header. Probing is never concurrent.
        client.AfterResponseEvent += (_, e) =>
        {
            if (e is WebServiceResponseEventArgs { ResponseHeaders: { } headers })
            {
                Volatile.Write(ref _lastDate, headers.TryGetValue("Date", out var date) ? date : null);
            }
        };
        return client;
    }

    /// <summary>
    /// Connects to the Region of the bucket, unless it is unknown or another call already connected to it.
    /// </summary>
    /// <param name="from">The connection whose request was redirected.</param>
    /// <param name="region">The Region in the response; null if there is none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task MoveAsync(RegionClients from, string? region, CancellationToken cancellationToken)
    {
        await _moveLock.WaitAsync(cancellationToken);
        try
        {
            if (
                Now == from
                && (region ?? await RegionFromHeadAsync(from, cancellationToken)) is { } to
                && to != from.Region
            )
            {
                ConnectTo(to);
            }
        }
        finally
        {
            _moveLock.Release();
        }
    }

    private async Task<string?> RegionFromHeadAsync(RegionClients from, CancellationToken cancellationToken)
    {
        try
        {
            var head = await from.Client.HeadBucketAsync(
                new HeadBucketRequest { BucketName = bucket },
                cancellationToken
            );
            return AwsNames.RegionOf(head);
        }
        catch (AmazonS3Exception e)
        {
            return AwsNames.RegionOf(e);
        }
    }
}

/// <summary>Clients for one Region.</summary>
/// <param name="Client">Retries requests after temporary errors.</param>
/// <param name="Once">Sends each request only once.</param>
/// <param name="Region">The Region that requests are sent to.</param>
/// <param name="Address">The address for the engine's own requests; null if Signature Version 4 does not apply.</param>
internal sealed record RegionClients(
    AmazonS3Client Client,
    Lazy<AmazonS3Client> Once,
    string Region,
    S3Address? Address
) : IDisposable
{
    public void Dispose()
    {
        Client.Dispose();
        if (Once.IsValueCreated)
        {
            Once.Value.Dispose();
        }
    }
}
