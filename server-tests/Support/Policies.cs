using System.Text.Json.Nodes;

namespace ServerTests;

/// <summary>The policies of the documentation, which the tests install on the servers.</summary>
internal static class Policies
{
    /// <summary>The names in the policy files.</summary>
    public const string Bucket = "my-audit-logs";
    public const string Customer = "123456789012";
    public const string Provider = "210987654321";
    public const string Prefix = "security/redshift";
    public const string ReaderName = "redshift-audit";
    public const string PlatformName = "platform";
    public const string Tenant = "tenant-1";
    public const string RoleArn = $"arn:aws:iam::{Customer}:role/{ReaderName}";

    /// <summary>The read permissions for the bucket.</summary>
    public static string Read => Text("read-policy.json");

    /// <summary>The read permissions for one prefix of the bucket.</summary>
    public static string ReadPrefix => Text("read-prefix-policy.json");

    /// <summary>The trust policy of the role.</summary>
    public static string Trust => Text("trust-policy.json");

    /// <summary>The permissions of the platform.</summary>
    public static string Platform => Text("platform-policy.json");

    /// <summary>A policy without one of its statements.</summary>
    public static string Without(string policy, string sid)
    {
        var node = JsonNode.Parse(policy)!;
        var statements = node["Statement"]!.AsArray();
        statements.Remove(statements.Single(statement => statement!["Sid"]!.GetValue<string>() == sid));
        return node.ToJsonString();
    }

    private static string Text(string file) => File.ReadAllText(Repository.File("docs", "aws", file));
}
