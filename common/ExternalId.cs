using System.Text.RegularExpressions;

namespace Common;

/// <summary>The format of an external ID: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</summary>
internal static partial class ExternalId
{
    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@:/-]{2,1224}\z", RegexOptions.NonBacktracking)]
    public static partial Regex Format();
}
