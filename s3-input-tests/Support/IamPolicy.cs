using System.Text.Json;
using System.Text.RegularExpressions;
using LocalS3;

namespace InputSdk.S3.Tests;

/// <summary>
/// A policy of the documentation, evaluated as S3 does: what no statement allows is denied. Only the elements that
/// those policies use are supported.
/// </summary>
internal sealed class IamPolicy
{
    private readonly JsonElement[] _statements;

    private IamPolicy(JsonElement[] statements) => _statements = statements;

    public IEnumerable<string> Sids => _statements.Select(statement => statement.GetProperty("Sid").GetString()!);

    /// <summary>Reads the policy in a file of docs/aws, with another bucket name.</summary>
    public static IamPolicy Read(string file, string bucket)
    {
        var text = File.ReadAllText(Repository.File("docs", "aws", file))
            .Replace(":::my-audit-logs", $":::{bucket}", StringComparison.Ordinal);
        return new([.. JsonDocument.Parse(text).RootElement.GetProperty("Statement").EnumerateArray()]);
    }

    public IamPolicy Without(string sid) =>
        new([.. _statements.Where(statement => statement.GetProperty("Sid").GetString() != sid)]);

    public bool Allows(S3Request request) =>
        request.Operation switch
        {
            "HeadBucket" => Allows("s3:ListBucket", request.Bucket!, prefix: null),
            "ListObjectsV2" => Allows("s3:ListBucket", request.Bucket!, request.Parameters.GetValueOrDefault("prefix")),
            "GetObject" => Allows("s3:GetObject", $"{request.Bucket}/{request.Key}", prefix: null),
            _ => false,
        };

    private bool Allows(string action, string resource, string? prefix) =>
        Array.Exists(
            _statements,
            statement =>
                statement.GetProperty("Action").GetString() == action
                && IsLike(statement.GetProperty("Resource").GetString()!, $"arn:aws:s3:::{resource}")
                && (
                    !statement.TryGetProperty("Condition", out var condition)
                    || (
                        prefix is not null
                        && condition
                            .GetProperty("StringLike")
                            .GetProperty("s3:prefix")
                            .EnumerateArray()
                            .Any(pattern => IsLike(pattern.GetString()!, prefix))
                    )
                )
        );

    private static bool IsLike(string pattern, string value) =>
        Regex.IsMatch(
            value,
            $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$(?!\n)",
            RegexOptions.Singleline | RegexOptions.CultureInvariant
        );
}
