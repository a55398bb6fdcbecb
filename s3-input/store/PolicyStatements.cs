using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InputSdk.S3.Store;

/// <summary>
/// Policy statements that can be copied to a policy: those of docs/aws/, for this bucket, role and tenant.
/// </summary>
internal static partial class PolicyStatements
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
    /// <param name="principalArn">The identity that can assume the role, or the pattern of a permission set.</param>
    /// <param name="tenant">The external ID; empty if there is only one customer.</param>
    public static string Trust(string principalArn, string tenant)
    {
        var statement = new JsonObject
        {
            ["Sid"] = "LetThePlatformReadForThisTenant",
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = IsPattern(principalArn) ? RootOf(principalArn) : principalArn },
            ["Action"] = "sts:AssumeRole",
        };
        var condition = new JsonObject();
        if (IsPattern(principalArn))
        {
            condition["ArnLike"] = new JsonObject { ["aws:PrincipalArn"] = principalArn };
        }

        if (tenant.Length > 0)
        {
            condition["StringEquals"] = new JsonObject { ["sts:ExternalId"] = tenant };
        }

        if (condition.Count > 0)
        {
            statement["Condition"] = condition;
        }

        return statement.ToJsonString(Readable);
    }

    /// <summary>
    /// The principal for an identity: for a session, which is temporary, its role. The ARN of a session does not
    /// contain the path of the role. If the role has a path, AWS rejects the statement, and the path must be added. The
    /// path and the end of the name of a role of IAM Identity Center are chosen by AWS, so its principal is a pattern.
    /// </summary>
    public static string PrincipalOf(string identityArn)
    {
        if (
            identityArn.Split(':') is not ["arn", var partition, "sts", "", var account, var resource]
            || resource.Split('/') is not ["assumed-role", var role, ..]
        )
        {
            return identityArn;
        }

        var set = PermissionSet().Match(role);
        return $"arn:{partition}:iam::{account}:role/"
            + (set.Success ? $"aws-reserved/sso.amazonaws.com/*{set.Groups["name"].Value}_*" : role);
    }

    /// <summary>Whether a principal is the pattern of a permission set, which a condition must contain.</summary>
    public static bool IsPattern(string principalArn) => principalArn.Contains('*', StringComparison.Ordinal);

    private static string RootOf(string arn) =>
        arn.Split(':') is ["arn", var partition, _, _, var account, ..] ? $"arn:{partition}:iam::{account}:root" : arn;

    private static string Allow(string sid, string action, string resource) =>
        new JsonObject
        {
            ["Sid"] = sid,
            ["Effect"] = "Allow",
            ["Action"] = action,
            ["Resource"] = resource,
        }.ToJsonString(Readable);

    [GeneratedRegex(
        @"\A(?<name>AWSReservedSSO_.+)_[0-9a-f]{16}\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex PermissionSet();
}
