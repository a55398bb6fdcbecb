namespace LocalS3;

/// <summary>An error response of S3 or STS.</summary>
public sealed record S3Error
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The code, such as <c>SlowDown</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The message for users.</summary>
    public required string Message { get; init; }

    /// <summary>The region that the request should have been signed for.</summary>
    public string? Region { get; init; }
}

internal sealed class S3Exception(S3Error error) : Exception(error.Message)
{
    public S3Error Error { get; } = error;
}

internal static class Errors
{
    public static S3Exception BucketName(string name) =>
        Of(400, "InvalidBucketName", $"'{name}' is not a valid bucket name.");

    public static S3Exception NoSuchBucket(string name) =>
        Of(404, "NoSuchBucket", $"The bucket '{name}' does not exist.");

    public static S3Exception NoSuchKey(string key) => Of(404, "NoSuchKey", $"No object has the key '{key}'.");

    public static S3Exception InvalidArgument(string message) => Of(400, "InvalidArgument", message);

    public static S3Exception InvalidUri(string message) => Of(400, "InvalidURI", message);

    public static S3Exception AccessDenied(string message) => Of(403, "AccessDenied", message);

    public static S3Exception Unsupported(string message) => Of(501, "NotImplemented", message);

    /// <summary>
    /// The folder contains a file that cannot be an object. Omitting it from a listing would look like data loss.
    /// </summary>
    public static S3Exception CannotServe(string path, string why) =>
        Of(500, "InternalError", $"The file '{path}' cannot be served: {why}.");

    public static S3Exception Of(int status, string code, string message, string? region = null) =>
        new(
            new S3Error
            {
                Status = status,
                Code = code,
                Message = message,
                Region = region,
            }
        );
}
