using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3;

/// <summary>
/// A bucket of Amazon S3, or of a server that speaks like it. Listings and objects are requested by
/// <see cref="SignedCalls"/>; the AWS SDK finds the bucket, keeps the credentials and reads errors.
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
    /// <param name="definition">What there is to read.</param>
    /// <param name="host">The host.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="network">Takes the place of the network; null for the real one.</param>
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
        _calls = new SignedCalls(_connection, _clients, host.Time, new Random(), limits);
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

                // Other servers answer with regions that mean nothing.
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
                $"s3://{_config.Bucket}: the answer has no Date header in RFC 1123 form, which the read needs to know S3's time."
            );
        }

        if ((time - Clock).Duration() > Limits.ClockDifference)
        {
            // If S3 refuses the clock, it is corrected before anything is dated by it. The SDK keeps a correction of its
            // own, so the answer to HEAD does not show whether S3 does.
            await ListAsync(new ListRequest { Prefix = _config.Prefix, MaxKeys = 1 }, cancellationToken);
        }

        return new Probe(time, _connection.Now.Region);
    }

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
                    throw _errors.PageLost(e);
                }
                catch (AmazonS3Exception e)
                    when (e.ErrorCode == "NoSuchBucket" || e.StatusCode == HttpStatusCode.NotFound)
                {
                    throw await IsBucketMissingAsync(cancellationToken) ? _errors.NoBucket() : _errors.NotOfBucket(e);
                }
            }
        );

    public async Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        // To make and sign a request takes as long as to read a small log: not on the reader's thread.
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
        return new BodyStream(body, _errors, version, _time, _limits.BodyIdle);
    }

    public void Dispose()
    {
        _clients.Dispose();
        _connection.Dispose();
        _calls.Dispose();
    }

    /// <summary>For endpoints that demand another signature than Signature Version 4.</summary>
    private Task<T> BySdkAsync<T>(Func<AmazonS3Client, Task<T>> call, CancellationToken cancellationToken) =>
        _connection.CallAsync(now => call(now.Client), cancellationToken);

    /// <summary>Only HeadBucket decides that the bucket is missing: the answer to another call may be a gateway's.</summary>
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
        catch (AmazonS3Exception e) when (!AwsErrors.IsPassing(e))
        {
            return e.StatusCode == HttpStatusCode.NotFound;
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new TimeoutException();
        }
    }

    /// <summary>
    /// Whether it is the object or its key that may not be used: S3 says the same of both, but HEAD
    /// decrypts nothing and so needs the one permission only. Null when it is the object, or not to be learned.
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

    /// <summary>The Region of the bucket, if an answer names it, and the Date of the answer.</summary>
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
            // The answer to HEAD has no body and so no reason; a listing has one. A permission may be given for
            // the prefix only, and what is not found may be a gateway's answer.
            var page = await ListAsync(new ListRequest { Prefix = _config.Prefix, MaxKeys = 1 }, cancellationToken);
            return (AwsNames.RegionOf(e), page.Date);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new TimeoutException();
        }
    }
}
