using System.Net;
using System.Security.Authentication;

namespace InputSdk.S3.Store;

/// <summary>
/// Errors of certificates, TLS and proxies. Most of them persist until the configuration changes, so they are reported
/// without retries.
/// </summary>
internal static class NetworkErrors
{
    /// <summary>The error of a failed request; null if a retry can succeed.</summary>
    /// <param name="exception">The exception of the request.</param>
    /// <param name="address">The address of the request.</param>
    public static InputException? PersistentError(Exception exception, Uri address)
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
                $"The proxy for requests to {address.Host} cannot be reached or does not connect to the host "
                    + $"({http.HttpRequestError})."
            )
            : null;
    }

    /// <summary>
    /// True if the error persists until the configuration changes. A failed TLS handshake can be temporary.
    /// </summary>
    public static bool IsPersistent(InputException error) => error.Error.Code != ErrorCode.TlsFailed.Code;

    /// <summary>The proxy returned 407.</summary>
    public static InputException ProxyDenied(Uri address) =>
        Errors.Of(
            ErrorCode.ProxyDenied,
            $"The proxy for requests to {address.Host} requires a name and password (407)."
        );
}
