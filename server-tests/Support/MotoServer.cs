using Xunit;

namespace ServerTests;

/// <summary>
/// moto, which imitates many services of AWS in memory. It checks signatures and policies once it is told to, and,
/// as Ceph does not, the external id that a trust asks for.
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
                "moto writes control characters into its XML as they are, and no XML holds them.",
            [Feature.CheckedReads] =
                "moto checks signatures over decoded paths and queries: while it checks rights, no listing by folders and no object of a log can be had.",
            [Feature.UnknownBuckets] = "moto looks at rights before it looks for the bucket.",
        };

    /// <inheritdoc/>
    public override async Task<Keys> CreateReaderAsync(string name, string policy)
    {
        var keys = await Iam.CreateUserAsync(name);
        await Iam.PutUserPolicyAsync(name, policy);
        return keys;
    }

    /// <summary>In the account of the bucket: moto looks at the trust only of roles of the account that asks.</summary>
    public override Task<Keys> CreatePlatformAsync(string name) => CreateReaderAsync(name, Policies.Platform);

    /// <inheritdoc/>
    public override async Task CheckRightsAsync(bool check)
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
        return AnsweringAsync();
    }

    /// <inheritdoc/>
    protected override async Task<Keys> CreateAdministratorAsync()
    {
        var iam = new Iam(Endpoint, new Keys("AKIAIOSFODNN7EXAMPLE", "anybody"));
        var keys = await iam.CreateUserAsync("administrator");
        await iam.PutUserPolicyAsync("administrator", Everything);
        return keys;
    }
}
