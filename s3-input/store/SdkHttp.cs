using System.Net;
using Amazon.Runtime;

namespace InputSdk.S3.Store;

/// <summary>
/// Provides the handlers of <see cref="HttpNetwork"/> to the AWS SDK, with limits. The SDK reads a response body
/// without a time limit and without a cancellation token. Therefore the body is received here first, with a time limit
/// and a size limit, except for the bodies of objects.
/// </summary>
internal sealed class SdkHttp(HttpMessageHandler network, TimeProvider time, Limits limits) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Bounded(network, time, limits), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    // The handler pools the connections, so clients need no cache.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    private sealed class Bounded(HttpMessageHandler network, TimeProvider time, Limits limits) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _network = new(network, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            using var deadline = new Deadline(limits.BodyIdleTimeout, time, cancellationToken);
            HttpResponseMessage? answer = null;
            try
            {
                answer = await _network.SendAsync(request, deadline.Token);
                if (answer.StatusCode == HttpStatusCode.ProxyAuthenticationRequired)
                {
                    throw NetworkErrors.ProxyDenied(request.RequestUri!);
                }

                if (!IsObject(request, answer))
                {
                    await ReceiveAsync(answer, deadline.Token);
                }

                return answer;
            }
            catch (Exception e)
            {
                answer?.Dispose();
                if (e is OperationCanceledException && deadline.IsOver)
                {
                    throw new HttpRequestException(
                        $"There was no complete response within {limits.BodyIdleTimeout.TotalSeconds:0} s.",
                        new TimeoutException()
                    );
                }

                // The SDK retries network errors. Errors that a retry cannot resolve are reported without retries.
                throw NetworkErrors.PersistentError(e, request.RequestUri!) ?? e;
            }
        }

        private static bool IsObject(HttpRequestMessage request, HttpResponseMessage answer) =>
            answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent
            && request.Method == HttpMethod.Get
            && !request.RequestUri!.Query.Contains("list-type=", StringComparison.Ordinal);

        private async Task ReceiveAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
        {
            var bytes =
                await BoundedBody.ReadAsync(
                    answer.Content,
                    Limits.ListPageBytes,
                    limits.BodyIdleTimeout,
                    time,
                    cancellationToken
                ) ?? throw new FormatException($"The response is larger than {Limits.ListPageBytes} bytes.");
            var body = new ByteArrayContent(bytes);
            foreach (var (name, values) in answer.Content.Headers)
            {
                body.Headers.TryAddWithoutValidation(name, values);
            }

            answer.Content.Dispose();
            answer.Content = body;
        }
    }
}
