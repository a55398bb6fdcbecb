namespace InputSdk.S3;

/// <summary>
/// A place in S3 as people write it: <c>s3://bucket/prefix</c>, <c>arn:aws:s3:::bucket/prefix</c> or
/// <c>bucket/prefix</c>. The prefix is without slashes at its ends; only an ARN names a partition.
/// </summary>
internal readonly record struct Location(string Bucket, string Prefix, string? Partition = null)
{
    private const string OfArn = ":s3:::";

    /// <summary>Whether it says by its beginning that a bucket's name comes first.</summary>
    public static bool IsAddress(string text) => NameStart(text.TrimStart(Repairs.Blanks)) > 0;

    public static Location Of(string text)
    {
        text = text.Trim(Repairs.Blanks);
        var parts = text[NameStart(text)..].Split('/', 2);

        // A policy's arn:aws:s3:::bucket/* means everything in the bucket.
        var path = parts.Length < 2 ? "" : IsArn(text) ? parts[1].TrimEnd('*') : parts[1];
        return new Location(parts[0], path.Trim('/'), text.StartsWith("arn:aws", StringComparison.Ordinal) ? AwsNames.PartitionOfArn(text) : null);
    }

    private static bool IsArn(string text) =>
        text.StartsWith("arn:", StringComparison.Ordinal) && text.Contains(OfArn, StringComparison.Ordinal);

    private static int NameStart(string text)
    {
        if (IsArn(text))
        {
            return text.IndexOf(OfArn, StringComparison.Ordinal) + OfArn.Length;
        }

        string[] schemes = ["s3://", "s3a://", "s3n://"];
        return schemes.FirstOrDefault(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))?.Length ?? 0;
    }
}
