using System.Net;
using System.Security.Authentication;

namespace InputSdk.S3;

/// <summary>
/// Faults on the way to a server that are reported as what they are: certificates, TLS and proxies. Most of them stay
/// until somebody changes something, and are reported at once.
/// </summary>
internal static class NetworkErrors
{
    /// <summary>The error that a failed request means; null where repeating it may help.</summary>
    /// <param name="exception">What the request failed with.</param>
    /// <param name="address">Where it was sent.</param>
    public static InputException? Lasting(Exception exception, Uri address)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case InputException error:
                    return error;
                case CertificateException:
                    return Errors.Of(
                        ErrorCode.CertificateRejected,
                        $"The certificate of {address.Host} is not trusted ({inner.Message})."
                    );
                case AuthenticationException:
                    return Errors.Of(
                        ErrorCode.TlsFailed,
                        $"No TLS connection to {address.Host} could be established ({inner.GetType().Name})."
                    );
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ProxyTunnelError,
                    StatusCode: HttpStatusCode.ProxyAuthenticationRequired
                }:
                    return ProxyDenied(address);
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ProxyTunnelError,
                    StatusCode: >= HttpStatusCode.InternalServerError
                }:
                    // The proxy works but cannot reach the server.
                    return null;
            }
        }

        return
            exception
                is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ProxyTunnelError
                        or HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                } http
            && HttpNetwork.UsesProxy(address)
            ? Errors.Of(
                ErrorCode.ProxyUnreachable,
                $"The proxy for requests to {address.Host} cannot be reached or does not connect ({http.HttpRequestError})."
            )
            : null;
    }

    /// <summary>Whether the error stays until somebody changes something. A single failed TLS handshake may pass.</summary>
    public static bool Stays(InputException error) => error.Error.Code != ErrorCode.TlsFailed.Code;

    /// <summary>The proxy answered 407.</summary>
    public static InputException ProxyDenied(Uri address) =>
        Errors.Of(
            ErrorCode.ProxyDenied,
            $"The proxy for requests to {address.Host} demands a name and password (407)."
        );
}
