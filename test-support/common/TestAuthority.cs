using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TestSupport;

/// <summary>An untrusted certificate authority, and the server certificates that it issues.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly X509Certificate2 _certificate;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(_now.AddDays(-30), _now.AddDays(30));
    }

    /// <summary>The certificate of the authority in PEM format.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Issues a certificate for a server on loopback.</summary>
    /// <param name="name">A name other than that of the server.</param>
    /// <param name="daysLeft">Days until it expires.</param>
    /// <param name="purpose">The key usage of the certificate.</param>
    public X509Certificate2 Issue(string? name = null, int daysLeft = 10, string purpose = ServerAuthentication)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (name is null)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        using var issued = request.Create(
            _certificate,
            _now.AddDays(-20),
            _now.AddDays(daysLeft),
            RandomNumberGenerator.GetBytes(8)
        );
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose() => _certificate.Dispose();
}
