using Amazon.Runtime;

namespace InputSdk.S3.Store;

/// <summary>
/// Sends calls that return a listing or an object, and accepts a response only if it is exactly the expected one. After
/// a temporary error, the call is retried. After any other response, the call is repeated once through the AWS SDK,
/// only to get its error or to correct the session or the Region, never to use its result. Then the call is sent again.
/// </summary>
internal sealed class SignedCalls(
    AwsConnection connection,
    AwsClients clients,
    TimeProvider time,
    Random random,
    Limits limits
) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    // The maximum that a Retry-After header adds to a pause, as in the SDK.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _network = new(clients.Network, disposeHandler: false);
    private readonly RequestSigner _signer = new();
    private long _correction;

    /// <summary>
    /// The time that requests are signed with: the host's clock, corrected only after S3 rejected it. Until then, no
    /// response changes it, so a wrong Date header has no effect.
    /// </summary>
    public DateTimeOffset Clock => time.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _correction));

    /// <summary>Called on any thread when S3 asks to slow down.</summary>
    public Action? OnThrottled { get; set; }

    /// <summary>Called on any thread before a request is sent again.</summary>
    public Action? OnRetried { get; set; }

    /// <summary>Sends a call until its response is accepted.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AmazonServiceException">The error that the SDK reports.</exception>
    /// <exception cref="S3RequestException">The SDK reports no error, but the response is wrong.</exception>
    public async Task<T> MakeAsync<T>(SignedCall<T> call, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(limits.RequestTime, time, cancellationToken);
        try
        {
            return await UntilAcceptedAsync(call, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new TimeoutException();
        }
    }

    public void Dispose() => _network.Dispose();

    private async Task<T> UntilAcceptedAsync<T>(SignedCall<T> call, CancellationToken cancellationToken)
    {
        var (failures, sdkCalled, corrections) = (0, false, 0);
        while (true)
        {
            var now = connection.Now;
            S3RequestException rejected;
            try
            {
                return await OnceAsync(call, cancellationToken);
            }
            catch (S3RequestException e)
            {
                rejected = e;
            }

            if (rejected.IsTemporary && failures < limits.RequestRetries)
            {
                await PauseAsync(++failures, rejected, cancellationToken);
                continue;
            }

            // Two corrections, so that one rejection with a wrong Date has no effect.
            if (rejected is { IsClockError: true, Date: { } date } && corrections++ < 2)
            {
                Volatile.Write(ref _correction, (date - time.GetUtcNow()).Ticks);
                continue;
            }

            if (sdkCalled)
            {
                throw rejected;
            }

            try
            {
                await CallSdkAsync(call, cancellationToken);
                sdkCalled = true;
            }
            catch (AmazonServiceException e) when (AwsErrors.IsTemporary(e) && failures < limits.RequestRetries)
            {
                await PauseAsync(++failures, rejected, cancellationToken);
            }

            if (rejected.IsElsewhere)
            {
                // The SDK follows a temporary redirect, so it reports no error.
                await connection.MoveAsync(now, region: null, cancellationToken);
            }
        }
    }

    /// <summary>Returns if the SDK reports no error.</summary>
    private async Task CallSdkAsync<T>(SignedCall<T> call, CancellationToken cancellationToken)
    {
        try
        {
            await connection.CallAsync(
                async now =>
                {
                    // The SDK corrects its own clock only if it can retry a request.
                    await call.RepeatAsync(
                        Volatile.Read(ref _correction) == 0 ? now.Once.Value : now.Client,
                        cancellationToken
                    );
                    return true;
                },
                cancellationToken
            );
        }
        catch (Exception e) when (AwsErrors.IsParseFailure(e))
        {
            // The SDK could not parse the response that was rejected.
        }
    }

    private async Task<T> OnceAsync<T>(SignedCall<T> call, CancellationToken cancellationToken)
    {
        var keys = await clients.KeysAsync(cancellationToken);
        var address = connection.Now.Address!;
        var (path, query) = call.Target(address);
        var uri = new Uri(
            query.Length == 0 ? $"{address.Origin}{path}" : $"{address.Origin}{path}?{query}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        Sign(request, path, query, call.Headers, keys, address);
        connection.CountRequest();
        HttpResponseMessage? answer = null;
        try
        {
            answer = await HeadersAsync(request, cancellationToken);
            return await call.AcceptAsync(answer, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            answer?.Dispose();
            throw NetworkErrors.PersistentError(e, uri) is { } lasting && NetworkErrors.IsPersistent(lasting)
                ? lasting
                : S3RequestException.FromNetwork(e);
        }
        catch
        {
            answer?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Limits the time for one attempt: if a pooled connection is dead, there is time for another attempt.
    /// </summary>
    private async Task<HttpResponseMessage> HeadersAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var attempt = new Deadline(limits.ResponseStartTimeout, time, cancellationToken);
        try
        {
            return await _network.SendAsync(request, attempt.Token);
        }
        catch (OperationCanceledException) when (attempt.IsOver)
        {
            throw S3RequestException.FromNetwork(new TimeoutException());
        }
    }

    private void Sign(
        HttpRequestMessage request,
        string path,
        string query,
        IReadOnlyList<(string Name, string Value)> more,
        ImmutableCredentials keys,
        S3Address address
    )
    {
        var now = Clock;
        var headers = new List<(string Name, string Value)>(6) { ("host", address.Host) };
        headers.AddRange(more);
        headers.Add(("x-amz-content-sha256", RequestSigner.EmptyBodyHash));
        headers.Add(("x-amz-date", RequestSigner.TimestampOf(now)));
        if (keys.UseToken)
        {
            headers.Add(("x-amz-security-token", keys.Token));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            _signer.Authorization(
                new SignedRequest("GET", path, query, headers, RequestSigner.EmptyBodyHash),
                new SigningScope(keys.AccessKey, keys.SecretKey, address.Region, address.Service),
                now
            )
        );
    }

    private Task PauseAsync(int failures, S3RequestException rejected, CancellationToken cancellationToken)
    {
        OnRetried?.Invoke();
        if (rejected.IsThrottle)
        {
            OnThrottled?.Invoke();
        }

        var first = rejected.IsThrottle ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(50);
        var longest = first * Math.Pow(2, failures - 1);
        double chance;
        lock (random)
        {
            chance = random.NextDouble();
        }

        var pause = (longest < LongestPause ? longest : LongestPause) * chance;
        var extra = rejected.RetryAfter - pause;
        return Task.Delay(
            extra > TimeSpan.Zero ? pause + (extra < LongestRetryAfter ? extra.Value : LongestRetryAfter) : pause,
            time,
            cancellationToken
        );
    }
}
