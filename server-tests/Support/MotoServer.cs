using Xunit;

namespace ServerTests;

/// <summary>
/// moto, which simulates many AWS services in memory. It checks signatures and policies on request and, unlike Ceph,
/// the external ID of a trust policy.
/// </summary>
[CollectionDefinition(nameof(MotoServer))]
public sealed class MotoServer : RealServer, ICollectionFixture<MotoServer>
{
    private const string Everything =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    /// <inheritdoc/>
    public override string? Missing { get; } =
        Programs.Find("moto_server") is null ? "moto_server is not on the PATH." : null;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Feature, string> Lacks { get; } =
        new Dictionary<Feature, string>
        {
            [Feature.ControlCharacters] =
                "moto writes control characters into its XML without escaping, which makes the XML invalid.",
            [Feature.CheckedReads] =
                "moto verifies signatures against decoded paths and queries: while it checks permissions, "
                + "listings by folder and reads of log objects fail.",
            [Feature.UnknownBuckets] = "moto checks permissions before it checks whether the bucket exists.",
        };

    /// <inheritdoc/>
    public override async Task<Keys> CreateReaderAsync(string name, string policy)
    {
        var keys = await Iam.CreateUserAsync(name);
        await Iam.PutUserPolicyAsync(name, policy);
        return keys;
    }

    /// <summary>In the bucket's account: moto checks the trust policy only for roles of the caller's account.</summary>
    public override Task<Keys> CreatePlatformAsync(string name) => CreateReaderAsync(name, Policies.Platform);

    /// <inheritdoc/>
    public override async Task EnforcePermissionsAsync(bool check)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(
            new Uri(Endpoint, "moto-api/reset-auth"),
            new StringContent(check ? "0" : "inf")
        );
        response.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    protected override string TrustPolicy =>
        Policies.Trust.Replace(Policies.Provider, Policies.Customer, StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override Task StartAsync()
    {
        Start("moto_server", ["-H", Endpoint.Host, "-p", $"{Endpoint.Port}"]);
        return WaitUntilRespondingAsync();
    }

    /// <inheritdoc/>
    protected override async Task<Keys> CreateAdministratorAsync()
    {
        var iam = new Iam(Endpoint, new Keys("AKIAIOSFODNN7EXAMPLE", "any-secret"));
        var keys = await iam.CreateUserAsync("administrator");
        await iam.PutUserPolicyAsync("administrator", Everything);
        return keys;
    }
}
