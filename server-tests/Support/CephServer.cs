using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace ServerTests;

/// <summary>
/// Ceph's object gateway with an in-memory cluster of one node: S3, STS and IAM on one port. An account is a tenant.
/// </summary>
[CollectionDefinition(nameof(CephServer))]
public sealed class CephServer : RealServer, ICollectionFixture<CephServer>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ceph-").FullName;

    /// <inheritdoc/>
    public override string? Missing { get; } =
        new[] { "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph" }.FirstOrDefault(program =>
            Programs.Find(program) is null
        )
            is { } program
            ? $"Ceph is not installed: {program} is not on the PATH. "
                + "Install the packages ceph-mon, ceph-osd, radosgw and ceph-common."
            : null;

    /// <inheritdoc/>
    public override bool IsRequired { get; } = Environment.GetEnvironmentVariable("REQUIRE_S3_SERVER") == "1";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Feature, string> Lacks { get; } =
        new Dictionary<Feature, string>
        {
            [Feature.ExternalId] =
                "Ceph does not support sts:ExternalId, so the trust policy of its role has no such condition.",
        };

    /// <inheritdoc/>
    public override async Task<Keys> CreateReaderAsync(string name, string policy)
    {
        var keys = await CreateUserAsync(Policies.Customer, name);
        await Iam.PutUserPolicyAsync($"{Policies.Customer}${name}", policy);
        return keys;
    }

    /// <summary>
    /// Omits the documented policy: Ceph refuses a policy that names another tenant's role. The role's trust decides.
    /// </summary>
    public override Task<Keys> CreatePlatformAsync(string name) => CreateUserAsync(Policies.Provider, name);

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The trust policy without the condition on <c>sts:ExternalId</c>, which Ceph does not support.</summary>
    protected override string TrustPolicy
    {
        get
        {
            var policy = JsonNode.Parse(Policies.Trust)!;
            policy["Statement"]![0]!.AsObject().Remove("Condition");
            return policy.ToJsonString();
        }
    }

    /// <inheritdoc/>
    protected override async Task StartAsync()
    {
        var (fsid, osd, monitor) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), Daemon.FreePort());
        await WriteConfigurationAsync(fsid, monitor);
        var keyring = Path.Combine(_folder, "keyring");
        await RunAsync(
            "ceph-authtool",
            "--create-keyring",
            keyring,
            "--gen-key",
            "-n",
            "mon.",
            "--cap",
            "mon",
            "allow *"
        );
        foreach (var user in new[] { "client.admin", "client.rgw", "osd.0" })
        {
            await RunAsync(
                "ceph-authtool",
                keyring,
                "--gen-key",
                "-n",
                user,
                "--cap",
                "mon",
                "allow *",
                "--cap",
                "osd",
                "allow *"
            );
        }

        var map = Path.Combine(_folder, "monmap");
        await RunAsync("monmaptool", "--create", "--addv", "a", $"[v2:127.0.0.1:{monitor}]", "--fsid", fsid, map);
        await RunAsync("ceph-mon", "--mkfs", "-i", "a", "--monmap", map, "--keyring", keyring);
        Start("ceph-mon", ["-f", "-i", "a"], Variables);
        await RunAsync("ceph", "--connect-timeout", "30", "osd", "new", osd);
        await RunAsync("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd);
        Start("ceph-osd", ["-f", "-i", "0"], Variables);
        Start("radosgw", ["-f", "-n", "client.rgw"], Variables);
        await WaitUntilRespondingAsync();
    }

    /// <inheritdoc/>
    protected override Task<Keys> CreateAdministratorAsync() =>
        CreateUserAsync(Policies.Customer, "administrator", "--caps", "roles=*;user-policy=*");

    private async Task WriteConfigurationAsync(string fsid, int monitorPort)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "mon"));
        Directory.CreateDirectory(Path.Combine(_folder, "osd"));
        var template = await File.ReadAllTextAsync(Repository.File("server-tests", "Support", "ceph.conf"));
        await File.WriteAllTextAsync(
            Configuration,
            template
                .Replace("{FSID}", fsid, StringComparison.Ordinal)
                .Replace("{FOLDER}", _folder, StringComparison.Ordinal)
                .Replace("{MONITOR_PORT}", $"{monitorPort}", StringComparison.Ordinal)
                .Replace("{PORT}", $"{Endpoint.Port}", StringComparison.Ordinal)
                .Replace("{STS_KEY}", RandomNumberGenerator.GetHexString(16), StringComparison.Ordinal)
        );
    }

    private string Configuration => Path.Combine(_folder, "ceph.conf");

    private (string Name, string Value)[] Variables => [("CEPH_CONF", Configuration)];

    private Task RunAsync(string program, params string[] arguments) =>
        Programs.RunAsync(program, arguments, Variables);

    private async Task<Keys> CreateUserAsync(string tenant, string name, params string[] options)
    {
        var keys = Keys.Random();
        await RunAsync(
            "radosgw-admin",
            [
                "user",
                "create",
                "--tenant",
                tenant,
                "--uid",
                name,
                "--display-name",
                name,
                "--access-key",
                keys.Id,
                "--secret-key",
                keys.Secret,
                .. options,
            ]
        );
        return keys;
    }
}
