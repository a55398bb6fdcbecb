using System.Security.Cryptography.X509Certificates;
using InputSdk.S3.Store;
using LocalS3;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A server that cannot prove its identity receives no request, and the error is not retried.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class TlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tls-").FullName;

    private RecordingS3 S3 { get; } = new();

    private TestAuthority Authority { get; } = new();

    private string Bundle => Path.Combine(_folder, "bundle.pem");

    public async Task InitializeAsync() => await File.WriteAllTextAsync(Bundle, Authority.Pem);

    public async Task DisposeAsync()
    {
        AwsEndpoint.Set(null);
        await S3.DisposeAsync();
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_certificate_from_an_authority_in_the_bundle_is_trusted()
    {
        using var bundle = new EnvironmentVariables(("AWS_CA_BUNDLE", Bundle));
        Assert.Null(await ErrorAsync(Authority.Issue()));
        Assert.NotEmpty(S3.Requests);
    }

    [Fact]
    public async Task A_certificate_from_another_authority_is_not_trusted()
    {
        await RejectedAsync(Authority.Issue(), "");
        using var other = new TestAuthority();
        using var bundle = new EnvironmentVariables(("AWS_CA_BUNDLE", Bundle));
        await RejectedAsync(other.Issue(), "");
    }

    [Theory]
    [InlineData("s3.example.net", 10, "1.3.6.1.5.5.7.3.1", "RemoteCertificateNameMismatch")]
    [InlineData(null, -1, "1.3.6.1.5.5.7.3.1", "NotTimeValid")]
    [InlineData(null, 10, "1.3.6.1.5.5.7.3.2", "NotValidForUsage")]
    public async Task An_invalid_certificate_from_a_trusted_authority_is_not_trusted(
        string? name,
        int daysLeft,
        string purpose,
        string reason
    )
    {
        using var bundle = new EnvironmentVariables(("AWS_CA_BUNDLE", Bundle));
        await RejectedAsync(Authority.Issue(name, daysLeft, purpose), reason);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("", "contains no certificate")]
    [InlineData("no certificate", "contains no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read")] // dialect: PEM
    public async Task An_invalid_bundle_is_named(string? text, string said)
    {
        File.Delete(Bundle);
        if (text is not null)
        {
            await File.WriteAllTextAsync(Bundle, text);
        }

        using var bundle = new EnvironmentVariables(("AWS_CA_BUNDLE", Bundle));
        await RejectedAsync(Authority.Issue(), $"the CA bundle {Bundle} {said}");
    }

    [Fact]
    public async Task A_corrected_bundle_is_used_without_a_restart()
    {
        using var bundle = new EnvironmentVariables(("AWS_CA_BUNDLE", Bundle));
        File.Delete(Bundle);
        await RejectedAsync(Authority.Issue(), "cannot be read");
        await File.WriteAllTextAsync(Bundle, Authority.Pem);
        Assert.Null(await ErrorAsync(Authority.Issue()));
    }

    [Fact]
    public async Task A_certificate_that_changes_during_a_read_is_not_trusted()
    {
        using var bundle = new EnvironmentVariables(("AWS_CA_BUNDLE", Bundle));
        S3.Certificate = Authority.Issue();
        AwsEndpoint.Set(S3.Endpoint.ToString());
        using var store = await S3.OpenAsync(limits: Limits.Default);
        S3.Certificate = Authority.Issue("s3.example.net");
        var connections = S3.Connections;
        var list = await Assert.ThrowsAsync<InputException>(() =>
            store.ListAsync(new ListRequest { Prefix = "" }, CancellationToken.None)
        );
        var get = await Assert.ThrowsAsync<InputException>(() =>
            store.GetAsync(RecordingS3.Version("a"), CancellationToken.None)
        );
        Assert.Equal(
            ("network.certificate_rejected", "network.certificate_rejected", connections + 2),
            (list.Error.Code, get.Error.Code, S3.Connections)
        );
    }

    [Fact]
    public async Task A_server_without_TLS_at_an_https_address_is_reported_at_once()
    {
        await using var server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = _folder });
        AwsEndpoint.Set($"https://127.0.0.1:{server.Endpoint.Port}");
        var error = (await LocalS3Test.ReadAsync(Samples.Config(), Limits.Default.RequestRetries)).Error!;
        AssertAtOnce("network.tls_failed", error, connections: 0, ErrorKind.Transient);
    }

    private async Task RejectedAsync(X509Certificate2 certificate, string reason)
    {
        var connections = S3.Connections;
        var error = (await ErrorAsync(certificate))!;
        AssertAtOnce("network.certificate_rejected", error, connections + 1);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(S3.Requests);
    }

    private void AssertAtOnce(string code, InputError error, int connections, ErrorKind kind = ErrorKind.Access)
    {
        Assert.Equal((code, kind, connections), (error.Code, error.Kind, S3.Connections));
        Assert.Contains("127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wait", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The error of a read that retries transient errors.</summary>
    private async Task<InputError?> ErrorAsync(X509Certificate2 certificate)
    {
        S3.Certificate = certificate;
        AwsEndpoint.Set(S3.Endpoint.ToString());
        return (await LocalS3Test.ReadAsync(Samples.Config(), Limits.Default.RequestRetries)).Error;
    }
}
