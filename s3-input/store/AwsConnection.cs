using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3;

/// <summary>
/// The connection to where the bucket is. It is mended where a call shows that the session has ended or
/// the bucket moved: the SDK renews credentials by the clock, takes a token that S3 accepts no more for a
/// final answer, and does not follow a bucket into another region.
/// </summary>
internal sealed class AwsConnection(string bucket, AwsClients clients) : IDisposable
{
    private readonly SemaphoreSlim _moving = new(1);
    private readonly List<AmazonS3Client> _made = [];
    private volatile Connected? _now;
    private string? _lastDate;
    private int _requests;

    /// <summary>The region that is asked in.</summary>
    public string Region => Now.Region;

    /// <summary>The client for a call that needs no mending, since one before it passed or was answered.</summary>
    public AmazonS3Client Client => Now.Client;

    /// <summary>The header of the last answer by which the source tells its time.</summary>
    public string? LastDate => Volatile.Read(ref _lastDate);

    /// <summary>Requests so far, those for credentials included.</summary>
    public int Requests => _requests + clients.TokenRequests;

    private Connected Now => _now ?? throw new InvalidOperationException("The store is probed before it is used.");

    public void ConnectTo(string region)
    {
        var client = clients.Create(region);
        client.BeforeRequestEvent += (_, _) => Interlocked.Increment(ref _requests);

        // The only way to see a header that the SDK gives no member for. Probing is never concurrent.
        client.AfterResponseEvent += (_, e) =>
        {
            if (e is WebServiceResponseEventArgs { ResponseHeaders: { } headers }
                && headers.TryGetValue("Date", out var date))
            {
                Volatile.Write(ref _lastDate, date);
            }
        };

        // Calls of other threads may still go on with the client before it.
        _made.Add(client);
        _now = new Connected(client, region);
    }

    /// <summary>Makes a call, and again after each of the two mendings that it shows to be needed.</summary>
    public async Task<T> CallAsync<T>(Func<AmazonS3Client, Task<T>> call, CancellationToken cancellationToken)
    {
        var (renewed, moved) = (false, false);
        while (true)
        {
            await clients.ReadyAsync(cancellationToken);
            var (now, session) = (Now, clients.Session);
            try
            {
                return await call(now.Client);
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
        _made.ForEach(client => client.Dispose());
        _moving.Dispose();
    }

    /// <summary>Connects to where the bucket is now, unless that is not to be learned, or another call has done so.</summary>
    private async Task MoveAsync(Connected from, string? region, CancellationToken cancellationToken)
    {
        await _moving.WaitAsync(cancellationToken);
        try
        {
            if (Now == from && (region ?? await RegionFromHeadAsync(from, cancellationToken)) is { } to && to != from.Region)
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
            var head = await from.Client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken);
            return AwsNames.RegionOf(head);
        }
        catch (AmazonS3Exception e)
        {
            return AwsNames.RegionOf(e);
        }
    }

    private sealed record Connected(AmazonS3Client Client, string Region);
}
