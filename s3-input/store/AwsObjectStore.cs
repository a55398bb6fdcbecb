using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Store;

/// <summary>
/// A bucket of Amazon S3 or of a compatible server. <see cref="SignedCalls"/> requests listings and objects; the AWS
/// SDK finds the bucket, provides the credentials and parses errors.
/// </summary>
internal sealed class AwsObjectStore : IObjectStore
{
    private readonly S3Config _config;
    private readonly AwsErrors _errors;
    private readonly AwsClients _clients;
    private readonly AwsConnection _connection;
    private readonly SignedCalls _calls;
    private readonly TimeProvider _time;
    private readonly Limits _limits;

    /// <param name="config">The input.</param>
    /// <param name="definition">The definition of the connector.</param>
    /// <param name="host">The host.</param>
    /// <param name="limits">The limits of the engine.</param>
    /// <param name="network">Replaces the network in tests; null for the real network.</param>
    public AwsObjectStore(
        S3Config config,
        InputDefinition definition,
        IInputHost host,
        Limits limits,
        HttpMessageHandler? network = null
    )
    {
        _config = config;
        _errors = new AwsErrors(config, definition);
        _clients = new AwsClients(config, definition, host, _errors, limits, network);
        _connection = new AwsConnection(config.Bucket, _clients, limits);
        _calls = new SignedCalls(_connection, _clients, host.Time, new Random(), limits)
        {
            OnRetried = () =>
                host.Report(
                    new InputEvent
                    {
                        Level = EventLevel.Progress,
                        Code = "s3.request_retried",
                        Message = $"A request to s3://{config.Bucket} is sent again after a temporary error.",
                    }
                ),
        };
        (_time, _limits) = (host.Time, limits);
    }

    public int Requests => _connection.Requests;

    public Action? OnThrottled
    {
        set => _calls.OnThrottled = value;
    }

    public DateTimeOffset Clock => _calls.Clock;

    public async Task<Probe> ProbeAsync(CancellationToken cancellationToken)
    {
        var date = await _errors.Translate(
            "s3:HeadBucket",
            async () =>
            {
                _connection.ConnectTo(_config.Region ?? AwsNames.FirstRegionOf(_config.Partition));
                var (found, answered) = await HeadBucketAsync(cancellationToken);

                // The Regions in responses of other servers have no meaning.
                if (Endpoints.S3 is null && found is not null && found != _connection.Now.Region)
                {
                    _connection.ConnectTo(found);
                }

                return answered;
            }
        );
        if (date is not { } time)
        {
            throw Errors.Of(
                ErrorCode.BadResponse,
                $"The response of s3://{_config.Bucket} has no Date header in RFC 1123 format. "
                    + "A read needs this header to determine the time of S3."
            );
        }

        if ((time - Clock).Duration() > Limits.ClockDifference)
        {
            // If S3 rejects the clock, this request corrects it before the clock is used for dates. The SDK has its own
            // correction, so the response to HEAD does not show whether S3 rejects the clock.
            await ListAsync(new ListRequest { Prefix = _config.Prefix, MaxKeys = 1 }, cancellationToken);
        }

        return new Probe(time, _connection.Now.Region);
    }

    public Task<string?> HostIdentityAsync(CancellationToken cancellationToken) =>
        _clients.HostIdentityAsync(cancellationToken);

    public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
        _errors.Translate(
            "s3:ListObjectsV2",
            async () =>
            {
                var call = new ListCall(_config.Bucket, request, _time, _limits);
                try
                {
                    return _connection.Now.Address is not null
                        ? await _calls.MakeAsync(call.Signed, cancellationToken)
                        : ListCall.PageOf(
                            await BySdkAsync(
                                client => client.ListObjectsV2Async(call.OfSdk, cancellationToken),
                                cancellationToken
                            ),
                            _connection.LastDate
                        );
                }
                catch (AmazonS3Exception e)
                    when (request.ContinuationToken is not null && e.ErrorCode is "InvalidArgument")
                {
                    throw _errors.ContinuationRejected(e);
                }
                catch (AmazonS3Exception e)
                    when (e.ErrorCode == "NoSuchBucket" || e.StatusCode == HttpStatusCode.NotFound)
                {
                    throw await IsBucketMissingAsync(cancellationToken)
                        ? _errors.NoBucket()
                        : _errors.UnconfirmedMissingBucket(e);
                }
            }
        );

    public async Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        // Creating and signing a request takes as long as reading a small log, so it does not run on the reader's
        // thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var call = new GetCall(_config.Bucket, version, _time, _limits);
        var body = await _errors.Translate(
            "s3:GetObject",
            async () =>
            {
                try
                {
                    return _connection.Now.Address is not null
                        ? await _calls.MakeAsync(call.Signed, cancellationToken)
                        : (
                            await BySdkAsync(
                                client => client.GetObjectAsync(call.OfSdk, cancellationToken),
                                cancellationToken
                            )
                        ).ResponseStream;
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchBucket")
                {
                    throw await IsBucketMissingAsync(cancellationToken) ? _errors.NoBucket() : AwsErrors.Missing(e);
                }
                catch (AmazonS3Exception e)
                    when (e.StatusCode is HttpStatusCode.Forbidden && e.ErrorCode is "AccessDenied")
                {
                    throw await DecryptDeniedAsync(version, cancellationToken) ?? (Exception)e;
                }
            },
            version
        );
        return new BodyStream(body, _errors, version, _time, _limits.BodyIdleTimeout);
    }

    public void Dispose()
    {
        _clients.Dispose();
        _connection.Dispose();
        _calls.Dispose();
    }

    /// <summary>Makes a call to an endpoint that requires another signature than Signature Version 4.</summary>
    private Task<T> BySdkAsync<T>(Func<AmazonS3Client, Task<T>> call, CancellationToken cancellationToken) =>
        _connection.CallAsync(now => call(now.Client), cancellationToken);

    /// <summary>Only HeadBucket decides that the bucket is missing: a gateway can respond to other calls.</summary>
    private async Task<bool> IsBucketMissingAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_limits.RequestTime, _time, cancellationToken);
        try
        {
            await _connection.Now.Client.HeadBucketAsync(
                new HeadBucketRequest { BucketName = _config.Bucket },
                deadline.Token
            );
            return false;
        }
        catch (AmazonS3Exception e) when (!AwsErrors.IsTemporary(e))
        {
            return e.StatusCode == HttpStatusCode.NotFound;
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new TimeoutException();
        }
    }

    /// <summary>
    /// Distinguishes a denied object from a denied KMS key. S3 returns the same error for both, but HEAD decrypts
    /// nothing and needs only the permission for the object. Null if the object is denied, or if the cause is unknown.
    /// </summary>
    private async Task<InputException?> DecryptDeniedAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_limits.RequestTime, _time, cancellationToken);
        try
        {
            var head = await _connection.Now.Client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = _config.Bucket, Key = version.Key },
                deadline.Token
            );
            return head.ServerSideEncryptionMethod is { Value: "aws:kms" or "aws:kms:dsse" }
                ? _errors.DecryptDenied(version, head.ServerSideEncryptionKeyManagementServiceKeyId)
                : null;
        }
        catch (Exception e) when (e is AmazonS3Exception || (e is OperationCanceledException && deadline.IsOver))
        {
            return null;
        }
    }

    /// <summary>The Region of the bucket, if a response names it, and the Date of the response.</summary>
    private async Task<(string? Region, DateTimeOffset? Date)> HeadBucketAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_limits.RequestTime, _time, cancellationToken);
        try
        {
            var head = await _connection.CallAsync(
                now =>
                    now.Client.HeadBucketAsync(new HeadBucketRequest { BucketName = _config.Bucket }, deadline.Token),
                deadline.Token
            );
            return (AwsNames.RegionOf(head), _connection.LastDate);
        }
        catch (AmazonS3Exception e)
            when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // The response to HEAD has no body and so no error code; the response to a listing has one. The permission
            // can be limited to the prefix, and a gateway can return 404.
            var page = await ListAsync(new ListRequest { Prefix = _config.Prefix, MaxKeys = 1 }, cancellationToken);
            return (AwsNames.RegionOf(e), page.Date);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new TimeoutException();
        }
    }
}
