using InputHost.Serve.Errors;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InputHost.Serve.Safety;

/// <summary>Checks each request before it is processed, and adds the security headers to each response.</summary>
internal static class RequestSecurity
{
    public const string CsrfHeader = "X-Csrf-Token";

    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Use(WebApplication app, Authentication access, IAntiforgery antiforgery)
    {
        app.Use(
            async (context, next) =>
            {
                // The headers are set when the response starts, because the exception handler clears earlier ones.
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
                                "The request does not contain the CSRF token of this session.",
                                $"Get csrfToken from /api/session, and send it as {CsrfHeader}."
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
                "The request came from a page of another site.",
                "Only the console's own pages and programs can use its API. Open the console at its own address. "
                    + "A reverse proxy must forward Host, and set X-Forwarded-Proto to the scheme that browsers use."
            );
        }

        if (!access.HasAllowedHost(request.Host))
        {
            return Refused(
                StatusCodes.Status421MisdirectedRequest,
                "The console accepts requests only at a loopback address.",
                "Open the console at the address that it prints when it starts."
            );
        }

        if (access.RetryDelay(context) is { } wait)
        {
            return Problems.Wait(context, wait);
        }

        return IsOpen(request) || access.Allows(context)
            ? null
            : Refused(
                StatusCodes.Status401Unauthorized,
                "A token is required.",
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

    /// <summary>Whether a request needs no token: pages contain no data, and users must be able to sign in.</summary>
    private static bool IsOpen(HttpRequest request) =>
        !request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase)
        && (!IsApi(request) || IsSession(request));

    private static bool IsApi(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static bool IsSession(HttpRequest request) =>
        request.Path.Equals("/api/session", StringComparison.OrdinalIgnoreCase);

    private static bool Changes(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>
    /// Whether a page of another site sent the request, by headers that the browser sets and that a page cannot change.
    /// Programs do not send them. For an address that a user enters, <c>Sec-Fetch-Site</c> is <c>none</c>.
    /// </summary>
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")
        || (request.Headers.Origin.Count > 0 && !IsOwnOrigin(request));

    /// <summary>
    /// Compares the origin with the host and port of the request. The scheme is compared only if a reverse proxy sends
    /// <c>X-Forwarded-Proto</c>: a page of the same host and port always belongs to the console.
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
