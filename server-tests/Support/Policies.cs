using System.Text.Json.Nodes;
using ConformanceTests;

namespace ServerTests;

/// <summary>The policies of the documentation, which are what these servers are given.</summary>
internal static class Policies
{
    /// <summary>The names in these files.</summary>
    public const string Bucket = "my-audit-logs";
    public const string Customer = "123456789012";
    public const string Provider = "210987654321";
    public const string Prefix = "security/redshift";
    public const string ReaderName = "redshift-audit";
    public const string PlatformName = "platform";
    public const string Tenant = "tenant-1";
    public const string RoleArn = $"arn:aws:iam::{Customer}:role/{ReaderName}";

    /// <summary>What may be done with the bucket.</summary>
    public static string Read => Text("read-policy.json");

    /// <summary>What may be done with the bucket, below one prefix.</summary>
    public static string ReadPrefix => Text("read-prefix-policy.json");

    /// <summary>Who may assume the role.</summary>
    public static string Trust => Text("trust-policy.json");

    /// <summary>What the platform itself may do.</summary>
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
