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
    private readonly AwsConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _bodyIdle;

    public AwsObjectStore(S3Config config, InputDefinition definition, IInputHost host, Limits limits, HttpClientFactory? http = null)
    {
        _config = config;
        _errors = new AwsErrors(config, definition);
        _clients = new AwsClients(config, definition, host, _errors, limits) { Http = http };
        _connection = new AwsConnection(config.Bucket, _clients);
        _time = host.Time;
        _bodyIdle = limits.BodyIdle;
    }

    public int Requests => _connection.Requests;

    public async Task<Probe> ProbeAsync(CancellationToken cancellationToken)
    {
        _connection.ConnectTo(_config.Region ?? AwsNames.FirstRegionOf(_config.Partition));
        var found = await _errors.Translate("s3:HeadBucket", () => HeadBucketAsync(cancellationToken));

        // Other servers answer with regions that mean nothing.
        if (Endpoints.S3 is null && found is not null && found != _connection.Region)
        {
            _connection.ConnectTo(found);
        }

        return DateTimeOffset.TryParseExact(
            _connection.LastDate, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? new Probe(date, _connection.Region)
            : throw Errors.Of(ErrorCode.BadResponse,
                $"s3://{_config.Bucket}: the answer carried no Date header in RFC 1123 form, by which the read keeps its time.");
    }

    public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
        _errors.Translate("s3:ListObjectsV2", async () =>
        {
            var response = await PageAsync(
                new ListObjectsV2Request
                {
                    BucketName = _config.Bucket,
                    Prefix = request.Prefix,
                    Delimiter = request.Folders ? "/" : null,
                    StartAfter = request.StartAfter.Length == 0 ? null : request.StartAfter,
                    ContinuationToken = request.ContinuationToken,
                    MaxKeys = request.MaxKeys,
                },
                cancellationToken);

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
        // To make and sign a request takes as long as to read a small log: not on the reader's thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var body = await _errors.Translate(
            "s3:GetObject",
            async () =>
            {
                var response = await TellingAsync(version, () => _connection.CallAsync(client => client.GetObjectAsync(
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
        _clients.Dispose();
        _connection.Dispose();
    }

    private async Task<ListObjectsV2Response> PageAsync(ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.CallAsync(client => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
        }
        catch (AmazonS3Exception e) when (request.ContinuationToken is not null && e.ErrorCode is "InvalidArgument")
        {
            throw _errors.PageLost(e);
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
                head = await _connection.Client.GetObjectMetadataAsync(request, cancellationToken);
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

    /// <summary>The bucket's region, if the answer names it.</summary>
    private async Task<string?> HeadBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            return AwsNames.RegionOf(await _connection.CallAsync(
                client => client.HeadBucketAsync(new HeadBucketRequest { BucketName = _config.Bucket }, cancellationToken), cancellationToken));
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            // The answer to HEAD has no body and so no reason; a listing has one. A right may be given for
            // the prefix only.
            await ListAsync(new ListRequest { Prefix = _config.Prefix, MaxKeys = 1 }, cancellationToken);
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
}
