using System.Text.Json;

namespace ServerTests;

/// <summary>The identity, bucket and prefix of a read.</summary>
internal sealed record Access
{
    public string Bucket { get; init; } = Policies.Bucket;

    public string? Prefix { get; init; }

    /// <summary>
    /// The access key in the environment of the program: of the reading user, or of the platform that assumes the role.
    /// </summary>
    public required Keys Keys { get; init; }

    public string? RoleArn { get; init; }

    public string Tenant { get; init; } = "";

    /// <summary>The configuration file as in the documentation. It contains no secret.</summary>
    public string Configuration =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["input"] = "redshift-audit-logs",
                ["settings"] = new[] { ("bucket", Bucket), ("prefix", Prefix), ("role_arn", RoleArn) }
                    .Where(setting => setting.Item2 is not null)
                    .ToDictionary(setting => setting.Item1, setting => setting.Item2),
                ["secrets"] = RoleArn is null
                    ? new Dictionary<string, string>
                    {
                        ["access_key"] = "${AWS_ACCESS_KEY_ID}",
                        ["secret_key"] = "${AWS_SECRET_ACCESS_KEY}",
                    }
                    : [],
            }
        );
}
