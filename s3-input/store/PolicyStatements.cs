using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InputSdk.S3;

/// <summary>
/// The statements that a policy needs, ready to be copied: those of docs/aws/, for this bucket, role
/// and tenant.
/// </summary>
internal static class PolicyStatements
{
    // Shown to people and pasted into a console: + and > as they are.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string List(string partition, string bucket) =>
        Allow("ListAuditLogs", "s3:ListBucket", $"arn:{partition}:s3:::{bucket}");

    public static string Get(string partition, string bucket) =>
        Allow("ReadAuditLogs", "s3:GetObject", $"arn:{partition}:s3:::{bucket}/*");

    public static string Decrypt(string keyArn) => Allow("DecryptAuditLogs", "kms:Decrypt", keyArn);

    /// <summary>What the identity of the platform needs besides the trust of the role, when both are of two accounts.</summary>
    public static string Assume(string roleArn) => Allow("AssumeCustomerRoles", "sts:AssumeRole", roleArn);

    /// <param name="principalArn">Who is to be trusted.</param>
    /// <param name="tenant">The external id; empty where there is only one customer.</param>
    public static string Trust(string principalArn, string tenant)
    {
        var statement = new JsonObject
        {
            ["Sid"] = "LetThePlatformReadForThisTenant",
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = principalArn },
            ["Action"] = "sts:AssumeRole",
        };
        if (tenant.Length > 0)
        {
            statement["Condition"] = new JsonObject
            {
                ["StringEquals"] = new JsonObject { ["sts:ExternalId"] = tenant },
            };
        }

        return statement.ToJsonString(Readable);
    }

    /// <summary>
    /// The principal of an identity: a session is gone tomorrow, its role stays. The path of the role is
    /// not in the session's name; where a role has one, AWS refuses the statement and it must be added.
    /// </summary>
    public static string PrincipalOf(string identityArn) =>
        identityArn.Split(':') is ["arn", var partition, "sts", "", var account, var resource]
        && resource.Split('/') is ["assumed-role", var role, ..]
            ? $"arn:{partition}:iam::{account}:role/{role}"
            : identityArn;

    private static string Allow(string sid, string action, string resource) =>
        new JsonObject
        {
            ["Sid"] = sid,
            ["Effect"] = "Allow",
            ["Action"] = action,
            ["Resource"] = resource,
        }.ToJsonString(Readable);
}
