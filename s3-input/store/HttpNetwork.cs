using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InputSdk.S3.Store;

/// <summary>
/// The HTTP handlers of this process. The engine and the AWS SDK use the same handler, so they share the proxy, the
/// certificates and the connection pool. Handlers live as long as the process, so that frequent passes do not repeat
/// the TLS handshake.
/// </summary>
internal static class HttpNetwork
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(20);

    // S3's addresses change: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    private static readonly ConcurrentDictionary<string, Lazy<SocketsHttpHandler>> Handlers = new(
        StringComparer.Ordinal
    );

    /// <summary>The handler that validates certificates with this bundle.</summary>
    /// <param name="caBundle">A file of trusted PEM certificates; null for the system's certificates.</param>
    public static HttpMessageHandler HandlerFor(string? caBundle)
    {
        var key = caBundle is null ? "" : $"{caBundle}|{WrittenAt(caBundle)}";
        return Handlers.GetOrAdd(key, _ => new Lazy<SocketsHttpHandler>(() => Create(caBundle))).Value;
    }

    /// <summary>True if requests to this address go through a proxy.</summary>
    public static bool UsesProxy(Uri address)
    {
        try
        {
            return !HttpClient.DefaultProxy.IsBypassed(address)
                && HttpClient.DefaultProxy.GetProxy(address) is { } proxy
                && proxy != address;
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    /// <summary>
    /// When the link target was written; 0 if that is unknown: the reader of the file reports the error.
    /// </summary>
    private static long WrittenAt(string file)
    {
        try
        {
            return (File.ResolveLinkTarget(file, returnFinalTarget: true) ?? new FileInfo(file)).LastWriteTimeUtc.Ticks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static SocketsHttpHandler Create(string? caBundle)
    {
        var roots = caBundle is null
            ? null
            : new Lazy<X509Certificate2Collection>(() => RootsIn(caBundle), LazyThreadSafetyMode.PublicationOnly);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = ConnectTime,
            PooledConnectionLifetime = ConnectionLife,
            PooledConnectionIdleTimeout = ConnectionLife,
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    IsTrusted(certificate, chain, errors, roots),
            },
        };
    }

    /// <exception cref="CertificateException">The certificate is not trusted.</exception>
    private static bool IsTrusted(
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        Lazy<X509Certificate2Collection>? roots
    )
    {
        var status = chain?.ChainStatus ?? [];
        if (roots is not null && certificate is X509Certificate2 given && chain is not null)
        {
            using var own = new X509Chain();
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.AddRange(roots.Value);
            own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            own.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
            errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
            errors |= own.Build(given) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
            status = own.ChainStatus;
        }

        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        var reasons = status.Select(one => one.Status.ToString()).Distinct();
        throw new CertificateException(
            errors == SslPolicyErrors.RemoteCertificateChainErrors ? string.Join(", ", reasons) : errors.ToString()
        );
    }

    private static X509Certificate2Collection RootsIn(string file)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateException($"the CA bundle {file} cannot be read: {e.GetType().Name}");
        }

        return roots.Count > 0
            ? roots
            : throw new CertificateException($"the CA bundle {file} contains no certificate");
    }
}

/// <summary>The certificate of a server is not trusted.</summary>
/// <param name="reason">Names that .NET defines, such as <c>UntrustedRoot</c>, or an error of the CA bundle.</param>
internal sealed class CertificateException(string reason) : AuthenticationException(reason);
