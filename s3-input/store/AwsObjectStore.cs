using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3;

/// <summary>A bucket of Amazon S3, or of a server that speaks like it, by the AWS SDK.</summary>
internal sealed class AwsObjectStore : IObjectStore
{
    private readonly S3Config _config;
    private readonly AwsErrors _errors;
    private readonly AwsClients _clients;
    private readonly TimeProvider _time;
    private readonly TimeSpan _bodyIdle;
    private readonly SemaphoreSlim _moving = new(1);
    private readonly List<AmazonS3Client> _made = [];
    private volatile Connection? _connection;
    private string? _lastDate;
    private int _requests;

    public AwsObjectStore(S3Config config, InputDefinition definition, IInputHost host, Limits limits, HttpClientFactory? http = null)
    {
        _config = config;
        _errors = new AwsErrors(config, definition, host.TenantId);
        _clients = new AwsClients(config, definition, host, _errors, limits) { Http = http };
        _time = host.Time;
        _bodyIdle = limits.BodyIdle;
    }

    public async Task<Probe> ProbeAsync(CancellationToken cancellationToken)
    {
        Connect(_config.Region ?? AwsNames.FirstRegionOf(AwsNames.PartitionOf(_config)));
        var found = await _errors.Translate("s3:HeadBucket", () => HeadBucketAsync(cancellationToken));

        // Other servers answer with regions that mean nothing.
        if (!AwsClients.HasCustomEndpoint && found is not null && found != Connected.Region)
        {
            Connect(found);
        }

        return DateTimeOffset.TryParseExact(
            _lastDate, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? new Probe(date, Connected.Region, _requests + _clients.TokenRequests)
            : throw Errors.Of(ErrorCode.BadResponse,
                $"s3://{_config.Bucket}: the answer carried no Date header in RFC 1123 form, by which the read keeps its time.");
    }

    public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
        _errors.Translate("s3:ListObjectsV2", async () =>
        {
            var response = await MendingAsync(client => client.ListObjectsV2Async(
                new ListObjectsV2Request
                {
                    BucketName = _config.Bucket,
                    Prefix = request.Prefix,
                    Delimiter = request.Folders ? "/" : null,
                    StartAfter = request.StartAfter.Length == 0 ? null : request.StartAfter,
                    ContinuationToken = request.ContinuationToken,
                    MaxKeys = request.MaxKeys,
                },
                cancellationToken), cancellationToken);

            // Empty lists are null in version 4 of the SDK.
            return new ListPage
            {
                Objects = response.S3Objects?.ConvertAll(Version) ?? [],
                Folders = response.CommonPrefixes ?? [],
                IsTruncated = response.IsTruncated ?? false,
                NextToken = response.NextContinuationToken,
            };
        });

    public async Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        var body = await _errors.Translate(
            "s3:GetObject",
            async () =>
            {
                var response = await TellingAsync(version, () => MendingAsync(client => client.GetObjectAsync(
                    new GetObjectRequest
                    {
                        BucketName = _config.Bucket,
                        Key = version.Key,
                        EtagToMatch = version.ETag.Length == 0 ? null : version.ETag,

                        // A whole object is checked against its ETag as if that were an MD5, which it is
                        // not on every server, at ten times the cost of reading it. A range is not. The
                        // body's length and gzip's own checksum keep the content honest.
                        ByteRange = new ByteRange(0, version.Size - 1),
                    },
                    cancellationToken), cancellationToken), cancellationToken);
                return response.ResponseStream;
            },
            version);
        return new BodyStream(body, _errors, version, _time, _bodyIdle);
    }

    public void Dispose()
    {
        _made.ForEach(client => client.Dispose());
        _clients.Dispose();
        _moving.Dispose();
    }

    private Connection Connected =>
        _connection ?? throw new InvalidOperationException("The store is probed before it is used.");

    private void Connect(string region)
    {
        var client = _clients.Create(region);
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
        _connection = new Connection(client, region);
    }

    /// <summary>
    /// The SDK renews credentials by the clock, takes a token that S3 accepts no more for a final answer,
    /// and does not follow a bucket into another region. Each is worth one more attempt.
    /// </summary>
    private async Task<T> MendingAsync<T>(Func<AmazonS3Client, Task<T>> call, CancellationToken cancellationToken)
    {
        var (connected, session) = (Connected, _clients.Session);
        try
        {
            return await call(connected.Client);
        }
        catch (AmazonS3Exception e) when (AwsErrors.IsTokenRefused(e) && _clients.DropSession(session))
        {
            return await call(connected.Client);
        }
        catch (AmazonS3Exception e) when (AwsErrors.IsRedirect(e))
        {
            await MoveAsync(connected, AwsNames.RegionOf(e), cancellationToken);
            if (Connected == connected)
            {
                throw;
            }

            return await call(Connected.Client);
        }
    }

    /// <summary>
    /// Whether it is the object or its key that may not be used: S3 says the same of both, but HEAD
    /// decrypts nothing and so needs the one right only.
    /// </summary>
    private async Task<T> TellingAsync<T>(ObjectVersion version, Func<Task<T>> get, CancellationToken cancellationToken)
    {
        try
        {
            return await get();
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden && e.ErrorCode is "AccessDenied")
        {
            var request = new GetObjectMetadataRequest { BucketName = _config.Bucket, Key = version.Key };
            GetObjectMetadataResponse head;
            try
            {
                head = await Connected.Client.GetObjectMetadataAsync(request, cancellationToken);
            }
            catch (AmazonS3Exception)
            {
                throw e;
            }

            if (head.ServerSideEncryptionMethod is { Value: "aws:kms" or "aws:kms:dsse" })
            {
                throw _errors.DecryptDenied(version, head.ServerSideEncryptionKeyManagementServiceKeyId);
            }

            throw;
        }
    }

    /// <summary>Connects to where the bucket is now, unless that is not to be learned, or another call has done so.</summary>
    private async Task MoveAsync(Connection from, string? region, CancellationToken cancellationToken)
    {
        await _moving.WaitAsync(cancellationToken);
        try
        {
            if (Connected == from && (region ?? await RegionFromHeadAsync(from, cancellationToken)) is { } to && to != from.Region)
            {
                Connect(to);
            }
        }
        finally
        {
            _moving.Release();
        }
    }

    private async Task<string?> RegionFromHeadAsync(Connection from, CancellationToken cancellationToken)
    {
        try
        {
            return (await from.Client.HeadBucketAsync(new HeadBucketRequest { BucketName = _config.Bucket }, cancellationToken)).BucketRegion;
        }
        catch (AmazonS3Exception e)
        {
            return AwsNames.RegionOf(e);
        }
    }

    /// <summary>The bucket's region, if the answer names it.</summary>
    private async Task<string?> HeadBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await MendingAsync(
                client => client.HeadBucketAsync(new HeadBucketRequest { BucketName = _config.Bucket }, cancellationToken), cancellationToken);
            return response.BucketRegion;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            // The answer to HEAD has no body and so no reason; a listing has one. A right may be given for
            // the prefix only.
            await MendingAsync(
                client => client.ListObjectsV2Async(
                    new ListObjectsV2Request { BucketName = _config.Bucket, Prefix = _config.Prefix, MaxKeys = 1 }, cancellationToken),
                cancellationToken);
            return AwsNames.RegionOf(e);
        }
    }

    private static ObjectVersion Version(S3Object found) => new()
    {
        Key = found.Key,
        ETag = found.ETag ?? "",
        Size = found.Size ?? 0,
        LastModified = new DateTimeOffset(DateTime.SpecifyKind(found.LastModified ?? default, DateTimeKind.Utc)),
        StorageClass = found.StorageClass?.Value ?? "STANDARD",
    };

    private sealed record Connection(AmazonS3Client Client, string Region);
}
