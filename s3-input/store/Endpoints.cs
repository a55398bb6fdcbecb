namespace InputSdk.S3;

/// <summary>
/// Where S3 and the token service are: at AWS, unless <c>AWS_ENDPOINT_URL_S3</c>,
/// <c>AWS_ENDPOINT_URL_STS</c> or <c>AWS_ENDPOINT_URL</c> lead to another server.
/// </summary>
internal static class Endpoints
{
    /// <summary>Another server than S3; null for AWS.</summary>
    public static string? S3 => Of("S3");

    /// <summary>Another server than AWS's token service; null for AWS.</summary>
    public static string? TokenService => Of("STS");

    /// <summary>
    /// Says in the checkpoint's source which S3 it is: a bucket of the same name elsewhere is another.
    /// Servers on loopback are one, since their port changes with every start. A name and password in
    /// the address are no part of it.
    /// </summary>
    public static string Name =>
        S3 is not { } url ? "aws"
        : new Uri(url) is { IsLoopback: false } uri ? Address(uri)
        : "loopback";

    /// <summary>Which S3 it is, as a message says it.</summary>
    public static string NameForPeople =>
        S3 is not { } url ? "AWS"
        : new Uri(url) is { IsLoopback: true } uri ? uri.Host
        : Name;

    /// <summary>Refuses a variable that holds no address.</summary>
    /// <param name="withTokenService">Whether the token service will be asked.</param>
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
                        $"The environment variable {name} is no http or https address."
                    );
            }
        }

        return null;
    }
}
