using System.Net;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3.Configuration;

/// <summary>Partitions, Regions, ARNs and error codes of AWS. All functions are pure.</summary>
internal static partial class AwsNames
{
    private const string RegionHeader = "x-amz-bucket-region";

    /// <summary>The partition of a Region.</summary>
    public static string PartitionOf(string region) =>
        region.Split('-') switch
        {
            ["cn", ..] => "aws-cn",
            ["us", "gov", ..] => "aws-us-gov",
            ["eusc", ..] => "aws-eusc",
            ["us", "iso", ..] => "aws-iso",
            ["us", "isob", ..] => "aws-iso-b",
            ["eu", "isoe", ..] => "aws-iso-e",
            ["us", "isof", ..] => "aws-iso-f",
            _ => "aws",
        };

    /// <summary>The partition of an ARN.</summary>
    public static string PartitionOfArn(string arn) => arn.Split(':')[1];

    /// <summary>
    /// The first Region of a partition, which receives requests for a bucket whose Region is unknown: its endpoint
    /// knows the buckets of all Regions.
    /// </summary>
    public static string FirstRegionOf(string partition) =>
        partition switch
        {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            "aws-eusc" => "eusc-de-east-1",
            "aws-iso" => "us-iso-east-1",
            "aws-iso-b" => "us-isob-east-1",
            "aws-iso-e" => "eu-isoe-west-1",
            "aws-iso-f" => "us-isof-south-1",
            _ => "us-east-1",
        };

    /// <summary>
    /// The Region that an error response names, in its header or its body; null if it names none. It is validated,
    /// because it becomes part of a host name.
    /// </summary>
    public static string? RegionOf(AmazonServiceException e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            var named = inner switch
            {
                Amazon.Runtime.Internal.HttpErrorResponseException { Response: { } response }
                    when response.IsHeaderPresent(RegionHeader) => response.GetHeaderValue(RegionHeader),
                AmazonS3Exception { ResponseBody: { } body } => RegionElement().Match(body).Groups["region"].Value,
                _ => "",
            };
            if (Region().IsMatch(named))
            {
                return named;
            }
        }

        return null;
    }

    /// <summary>The Region that a successful response names; null if it is not valid.</summary>
    public static string? RegionOf(HeadBucketResponse head) =>
        head.BucketRegion is { } named && Region().IsMatch(named) ? named : null;

    /// <summary>
    /// The session name, which CloudTrail shows in the account of the role: connector, log type and tenant. At most 64
    /// characters.
    /// </summary>
    public static string SessionName(string connectorId, string logType, string tenant)
    {
        var name = NotInSessionName()
            .Replace(tenant.Length == 0 ? $"{connectorId}.{logType}" : $"{connectorId}.{logType}@{tenant}", "-");
        return name.Length > 64 ? name[..64] : name;
    }

    /// <summary>The status and code of a response. A code that is not a single word is not shown.</summary>
    public static string StatusAndCode(AmazonServiceException e) =>
        e.ErrorCode is { Length: > 0 and <= 64 } code
        && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.')
            ? $"{(int)e.StatusCode} {code}"
            : $"{(int)e.StatusCode}";

    public static bool IsThrottle(AmazonServiceException e) => IsThrottle(e.StatusCode, e.ErrorCode);

    /// <summary>True if the server asks for a lower request rate.</summary>
    public static bool IsThrottle(HttpStatusCode status, string? code) =>
        status == HttpStatusCode.TooManyRequests
        || code is "SlowDown" or "Throttling" or "RequestTimeout" or "RequestLimitExceeded";

    /// <summary>
    /// True if a retry of the same request can succeed. The code counts with any status: S3 responds to some calls with
    /// 200 before it knows whether they succeed.
    /// </summary>
    public static bool IsTemporary(HttpStatusCode status, string? code) =>
        IsThrottle(status, code) || (int)status >= 500 || code is "InternalError" or "ServiceUnavailable";

    public static bool IsKeyArn(string text) => KeyArn().IsMatch(text);

    public static bool IsIdentityArn(string text) => IdentityArn().IsMatch(text);

    [GeneratedRegex(
        @"\A[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Region();

    [GeneratedRegex(
        @"<Region>(?<region>[a-z0-9-]{1,40})</Region>",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex RegionElement();

    [GeneratedRegex(@"[^A-Za-z0-9_+=,.@-]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInSessionName();

    [GeneratedRegex(
        @"\Aarn:aws[a-z-]{0,20}:kms:[a-z0-9-]{1,30}:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]{1,256}\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex KeyArn();

    [GeneratedRegex(
        @"\Aarn:aws[a-z-]{0,20}:(iam|sts)::[0-9]{12}:"
            + @"(root|(user|role|assumed-role|federated-user)/[A-Za-z0-9+=,.@_/-]{1,640})\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex IdentityArn();
}
