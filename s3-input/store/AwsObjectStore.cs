using System.Globalization;
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
    private AmazonS3Client? _client;
    private string? _lastDate;

    public AwsObjectStore(S3Config config, InputDefinition definition, IInputHost host, Limits limits)
    {
        _config = config;
        _errors = new AwsErrors(config, definition);
        _clients = new AwsClients(config, definition, host, _errors, limits);
        _time = host.Time;
        _bodyIdle = limits.BodyIdle;
    }

    public async Task<DateTimeOffset> ProbeAsync(CancellationToken cancellationToken)
    {
        var region = _config.Region ?? AwsClients.FirstRegion(_config);
        Connect(region);
        var found = await _errors.Translate(() => HeadBucketAsync(cancellationToken));
        if (!AwsClients.HasCustomEndpoint && found is { Length: > 0 } && found != region)
        {
            if (_config.Region is not null)
            {
                throw _errors.WrongRegion(found);
            }

            Connect(found);
        }

        return DateTimeOffset.TryParseExact(
            _lastDate, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw Errors.Of(ErrorCode.BadResponse,
                $"s3://{_config.Bucket}: the answer carried no Date header in RFC 1123 form, by which the read keeps its time.");
    }

    public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
        _errors.Translate(async () =>
        {
            var response = await RenewingAsync(() => Client.ListObjectsV2Async(
                new ListObjectsV2Request
                {
                    BucketName = _config.Bucket,
                    Prefix = request.Prefix,
                    Delimiter = request.Folders ? "/" : null,
                    StartAfter = request.StartAfter.Length == 0 ? null : request.StartAfter,
                    ContinuationToken = request.ContinuationToken,
                    MaxKeys = request.MaxKeys,
                },
                cancellationToken));

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
            async () =>
            {
                var response = await RenewingAsync(() => Client.GetObjectAsync(
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
                    cancellationToken));
                return response.ResponseStream;
            },
            version);
        return new BodyStream(body, _errors, version, _time, _bodyIdle);
    }

    public void Dispose()
    {
        _client?.Dispose();
        _clients.Dispose();
    }

    private AmazonS3Client Client =>
        _client ?? throw new InvalidOperationException("The store is probed before it is used.");

    private void Connect(string region)
    {
        _client?.Dispose();
        _client = _clients.Create(region);

        // The only way to see a header that the SDK gives no member for. Probing is never concurrent.
        _client.AfterResponseEvent += (_, e) =>
        {
            if (e is WebServiceResponseEventArgs { ResponseHeaders: { } headers }
                && headers.TryGetValue("Date", out var date))
            {
                Volatile.Write(ref _lastDate, date);
            }
        };
    }

    /// <summary>
    /// The SDK renews a role's credentials by the clock and takes a token that S3 no longer accepts for
    /// a final answer; a new one is worth one more attempt.
    /// </summary>
    private async Task<T> RenewingAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "ExpiredToken" or "InvalidToken" or "ExpiredTokenException" && _clients.RenewRole())
        {
            return await call();
        }
    }

    private async Task<string?> HeadBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await Client.HeadBucketAsync(
                new HeadBucketRequest { BucketName = _config.Bucket }, cancellationToken);
            return response.BucketRegion;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is System.Net.HttpStatusCode.Forbidden
            or System.Net.HttpStatusCode.BadRequest)
        {
            // The answer to HEAD has no body and so no reason; a listing has one. A right may be given for
            // the prefix only.
            await Client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = _config.Bucket, Prefix = _config.Prefix, MaxKeys = 1 }, cancellationToken);
            return null;
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
}
