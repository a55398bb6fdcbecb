using System.Text.RegularExpressions;

namespace Common;

// The format of an external ID: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
// No documentation comment and no generated code: the OpenAPI generator would find the same name in two assemblies.
internal static class ExternalId
{
    public static readonly Regex Format = new(@"\A[A-Za-z0-9_+=,.@:/-]{2,1224}\z", RegexOptions.NonBacktracking);
}
