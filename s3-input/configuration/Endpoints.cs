namespace InputSdk.S3.Configuration;

/// <summary>
/// The endpoints of S3 and of the token service: those of AWS, unless <c>AWS_ENDPOINT_URL_S3</c>,
/// <c>AWS_ENDPOINT_URL_STS</c> or <c>AWS_ENDPOINT_URL</c> specify another server.
/// </summary>
internal static class Endpoints
{
    /// <summary>The custom endpoint of S3; null for AWS.</summary>
    public static string? S3 => Of("S3");

    /// <summary>The custom endpoint of the token service; null for AWS.</summary>
    public static string? TokenService => Of("STS");

    /// <summary>
    /// The name of the S3 service in the source fingerprint of a checkpoint: a bucket of the same name on another
    /// server is another source. All servers on loopback have one name, because their port changes with each start. The
    /// name does not include a user name and password in the URL.
    /// </summary>
    public static string Name =>
        S3 is not { } url ? "aws"
        : new Uri(url) is { IsLoopback: false } uri ? Address(uri)
        : "loopback";

    /// <summary>The name of the S3 service in messages.</summary>
    public static string DisplayName =>
        S3 is not { } url ? "AWS"
        : new Uri(url) is { IsLoopback: true } uri ? uri.Host
        : Name;

    /// <summary>Rejects a variable that does not contain a URL.</summary>
    /// <param name="withTokenService">True if the input uses the token service.</param>
    public static void Check(bool withTokenService) => _ = (S3, withTokenService ? TokenService : null);

    private static string Address(Uri uri) =>
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string? Of(string service)
    {
        string[] names = [$"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL"];
        foreach (var name in names)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } url)
            {
                return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
                    ? url
                    : throw Errors.Of(
                        ErrorCode.ConfigInvalid,
                        $"The environment variable {name} is not an HTTP or HTTPS URL."
                    );
            }
        }

        return null;
    }
}
