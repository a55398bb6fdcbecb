namespace InputSdk.S3.Configuration;

/// <summary>
/// A location in S3, entered as <c>s3://bucket/prefix</c>, <c>arn:aws:s3:::bucket/prefix</c> or <c>bucket/prefix</c>.
/// The prefix has no leading and trailing slashes, and no <c>/*</c> at its end, which in a policy means everything
/// below. Only an ARN names a partition.
/// </summary>
internal readonly record struct S3Location(string Bucket, string Prefix, string? Partition = null)
{
    private const string OfArn = ":s3:::";

    /// <summary>Whether the text starts with an S3 scheme or an S3 ARN, which precede a bucket name.</summary>
    public static bool IsAddress(string text) => NameStart(text.TrimStart(SettingNormalizer.Whitespace)) > 0;

    public static S3Location Of(string text)
    {
        text = text.Trim(SettingNormalizer.Whitespace);
        var parts = text[NameStart(text)..].Split('/', 2);
        return new S3Location(
            parts[0],
            parts.Length < 2 ? "" : Folder(parts[1]),
            text.StartsWith("arn:aws", StringComparison.Ordinal) ? AwsNames.PartitionOfArn(text) : null
        );
    }

    /// <summary>A prefix without leading and trailing slashes, and without folders named <c>*</c> at its end.</summary>
    public static string Folder(string prefix)
    {
        prefix = prefix.Trim('/');
        while (EndsInStar(prefix))
        {
            prefix = prefix[..^1].TrimEnd('/');
        }

        return prefix;
    }

    /// <summary>Whether the last folder is named <c>*</c>.</summary>
    public static bool EndsInStar(string prefix) => $"/{prefix.TrimEnd('/')}".EndsWith("/*", StringComparison.Ordinal);

    private static bool IsArn(string text) =>
        text.StartsWith("arn:", StringComparison.Ordinal) && text.Contains(OfArn, StringComparison.Ordinal);

    private static int NameStart(string text)
    {
        if (IsArn(text))
        {
            return text.IndexOf(OfArn, StringComparison.Ordinal) + OfArn.Length;
        }

        string[] schemes = ["s3://", "s3a://", "s3n://"];
        return schemes.FirstOrDefault(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))?.Length
            ?? 0;
    }
}
