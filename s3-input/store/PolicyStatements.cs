using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InputSdk.S3.Store;

/// <summary>
/// Policy statements that can be copied to a policy: those of docs/aws/, for this bucket, role and tenant.
/// </summary>
internal static class PolicyStatements
{
    // The text is shown and copied, so + and > are not escaped.
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

    /// <summary>The statement that the platform's identity needs if the role is in another account.</summary>
    public static string Assume(string roleArn) => Allow("AssumeCustomerRoles", "sts:AssumeRole", roleArn);

    /// <summary>The statement for the trust policy of the role.</summary>
    /// <param name="principalArn">The identity that can assume the role.</param>
    /// <param name="tenant">The external ID; empty if there is only one customer.</param>
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
    /// The principal for an identity: for a session, which is temporary, its role. The ARN of a session does not
    /// contain the path of the role. If the role has a path, AWS rejects the statement, and the path must be added.
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
