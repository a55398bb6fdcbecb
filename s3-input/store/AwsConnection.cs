using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3;

/// <summary>
/// The connection to where the bucket is. It is repaired where a call shows that the session has ended or
/// the bucket moved: the SDK renews credentials by the clock, takes a token that S3 no longer accepts for a
/// final answer, and does not follow a bucket into another Region.
/// </summary>
internal sealed class AwsConnection(string bucket, AwsClients clients, Limits limits) : IDisposable
{
    private readonly SemaphoreSlim _moving = new(1);
    private readonly List<Connected> _made = [];
    private volatile Connected? _now;
    private string? _lastDate;
    private int _requests;

    /// <summary>Where requests go now. Never null after the first <see cref="ConnectTo"/>.</summary>
    public Connected Now => _now ?? throw new InvalidOperationException("The store is probed before it is used.");

    /// <summary>The Date of the last answer to a call of the SDK; null when it had none in RFC 1123 form.</summary>
    public DateTimeOffset? LastDate => DateIn(Volatile.Read(ref _lastDate));

    /// <summary>Requests so far, those for credentials included.</summary>
    public int Requests => _requests + clients.TokenRequests;

    /// <summary>A Date header.</summary>
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
        var client = Watched(clients.Create(region, limits.RequestRetries));
        var connected = new Connected(
            client,
            new Lazy<AmazonS3Client>(() => Watched(clients.Create(region, retries: 0))),
            region,
            S3Address.Of(client, bucket, region)
        );

        // Calls of other threads may still use the client before it.
        _made.Add(connected);
        _now = connected;
    }

    /// <summary>Makes a call, and again after each of the two repairs that it shows to be needed.</summary>
    public async Task<T> CallAsync<T>(Func<Connected, Task<T>> call, CancellationToken cancellationToken)
    {
        var (renewed, moved) = (false, false);
        while (true)
        {
            // No call waits for a session within the SDK, which passes no token on.
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
        _made.ForEach(connected => connected.Dispose());
        _moving.Dispose();
    }

    private AmazonS3Client Watched(AmazonS3Client client)
    {
        client.BeforeRequestEvent += (_, _) => CountRequest();

        // The only way to see a header that the SDK gives no member for. Probing is never concurrent.
        client.AfterResponseEvent += (_, e) =>
        {
            if (e is WebServiceResponseEventArgs { ResponseHeaders: { } headers })
            {
                Volatile.Write(ref _lastDate, headers.TryGetValue("Date", out var date) ? date : null);
            }
        };
        return client;
    }

    /// <summary>Connects to the Region of the bucket, unless it cannot be learned or another call has done so.</summary>
    /// <param name="from">The connection whose request was led elsewhere.</param>
    /// <param name="region">The Region that the answer names; null when it names none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task MoveAsync(Connected from, string? region, CancellationToken cancellationToken)
    {
        await _moving.WaitAsync(cancellationToken);
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
            _moving.Release();
        }
    }

    private async Task<string?> RegionFromHeadAsync(Connected from, CancellationToken cancellationToken)
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
/// <param name="Client">Sends a request again that failed for a passing reason.</param>
/// <param name="Once">Sends each request once.</param>
/// <param name="Region">The Region that is asked in.</param>
/// <param name="Address">Where the engine's own requests go; null where they cannot be signed by Signature Version 4.</param>
internal sealed record Connected(AmazonS3Client Client, Lazy<AmazonS3Client> Once, string Region, S3Address? Address)
    : IDisposable
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
