using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InputHost.Serve;

/// <summary>What every request passes before anything is done for it.</summary>
internal static class SecurityHeaders
{
    public const string CsrfHeader = "X-Csrf-Token";

    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Use(WebApplication app, Authentication access, IAntiforgery antiforgery)
    {
        app.Use(
            async (context, next) =>
            {
                // At the last moment: where something fails, what was set before is taken away again.
                context.Response.OnStarting(() =>
                {
                    Guard(context);
                    return Task.CompletedTask;
                });

                await (Refusal(context, access)?.ExecuteAsync(context) ?? next(context));
            }
        );
        app.Use(
            async (context, next) =>
            {
                var isRight =
                    !Changes(context.Request)
                    || access.HasBearer(context)
                    || await antiforgery.IsRequestValidAsync(context);
                await (
                    isRight
                        ? next(context)
                        : Refused(
                                StatusCodes.Status403Forbidden,
                                "The request does not carry this session's token.",
                                $"Get csrfToken from /api/session and send it as {CsrfHeader}."
                            )
                            .ExecuteAsync(context)
                );
            }
        );
    }

    private static IResult? Refusal(HttpContext context, Authentication access)
    {
        var request = context.Request;
        if (IsFromElsewhere(request) && (IsApi(request) || Changes(request)))
        {
            return Refused(
                StatusCodes.Status403Forbidden,
                "This came from a page of another site.",
                "Only the console's own pages, and programs, may use its API. Open the console by its own address. A proxy in front of it has to pass on Host, and to set X-Forwarded-Proto to what browsers speak with it."
            );
        }

        if (!access.IsNamedRight(request.Host))
        {
            return Refused(
                StatusCodes.Status421MisdirectedRequest,
                "This console answers on this machine only.",
                "Open it by the address that it shows when it starts."
            );
        }

        if (access.Wait(context) is { } wait)
        {
            return Problems.Wait(context, wait);
        }

        return IsOpen(request) || access.Allows(context)
            ? null
            : Refused(
                StatusCodes.Status401Unauthorized,
                "A token is needed.",
                "Sign in with the token that the console was started with."
            );
    }

    private static void Guard(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (IsApi(context.Request))
        {
            headers.CacheControl = "no-store";
        }
    }

    /// <summary>The pages themselves hold nothing, and somebody has to be able to sign in.</summary>
    private static bool IsOpen(HttpRequest request) =>
        !request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
        && (!IsApi(request) || IsSession(request));

    private static bool IsApi(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static bool IsSession(HttpRequest request) =>
        request.Path.Equals("/api/session", StringComparison.OrdinalIgnoreCase);

    private static bool Changes(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>As the browser says, which no page can change. A program says nothing, and somebody who enters an address is no page.</summary>
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")
        || (request.Headers.Origin.Count > 0 && !IsOwnOrigin(request));

    /// <summary>
    /// By the name and port that the request is sent to. A proxy may speak HTTPS in front: the scheme is what it says,
    /// and counts for nothing where it says none, as a page of the same name is the console's.
    /// </summary>
    private static bool IsOwnOrigin(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var page)
        && (page.Scheme == Uri.UriSchemeHttp || page.Scheme == Uri.UriSchemeHttps)
        && Uri.TryCreate($"{page.Scheme}://{request.Host}", UriKind.Absolute, out var own)
        && page.Authority == own.Authority
        && request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim() is var scheme
        && (scheme.Length == 0 || scheme.Equals(page.Scheme, StringComparison.OrdinalIgnoreCase));

    private static IResult Refused(int status, string title, string detail) =>
        Results.Problem(statusCode: status, title: title, detail: detail);
}
