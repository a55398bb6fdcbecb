using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InputHost.Serve;

/// <summary>What every request passes before anything is done for it.</summary>
internal static class Safety
{
    public const string CsrfHeader = "X-Csrf-Token";

    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Use(WebApplication app, Access access, IAntiforgery antiforgery)
    {
        app.Use(async (context, next) =>
        {
            // At the last moment: where something fails, what was set before is taken away again.
            context.Response.OnStarting(() =>
            {
                Guard(context);
                return Task.CompletedTask;
            });

            if (!access.IsNamedRight(context.Request.Host))
            {
                await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This console answers on this machine only.", "Open it by the address that it shows when it starts.");
            }
            else if (IsOpen(context.Request) || access.Allows(context))
            {
                await next(context);
            }
            else
            {
                await RefuseAsync(context, StatusCodes.Status401Unauthorized, "A token is needed.", "Sign in with the token that the console was started with.");
            }
        });
        app.Use(async (context, next) =>
        {
            if (!Changes(context.Request) || access.HasBearer(context))
            {
                await next(context);
            }
            else if (!IsSameOrigin(context.Request))
            {
                await RefuseAsync(context, StatusCodes.Status403Forbidden, "This came from another page.", "Only the console's own pages may change something.");
            }
            else if (!await antiforgery.IsRequestValidAsync(context))
            {
                await RefuseAsync(context, StatusCodes.Status403Forbidden, "The request does not carry this session's token.", $"Get csrfToken from /api/session and send it as {CsrfHeader}.");
            }
            else
            {
                await next(context);
            }
        });
    }

    private static void Guard(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }
    }

    /// <summary>The pages themselves hold nothing, and somebody has to be able to sign in.</summary>
    private static bool IsOpen(HttpRequest request) =>
        !request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase) && (!request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || IsSession(request));

    private static bool IsSession(HttpRequest request) => request.Path.Equals("/api/session", StringComparison.OrdinalIgnoreCase);

    private static bool Changes(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>
    /// As the browser says, or by the page's address. Its scheme does not count: a proxy may speak HTTPS in front,
    /// and a page of the same name is the console's.
    /// </summary>
    private static bool IsSameOrigin(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" => true,
        "" => request.Headers.Origin.ToString() is var origin
            && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == request.Host.Value)),
        _ => false,
    };

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail) =>
        Results.Problem(statusCode: status, title: title, detail: detail).ExecuteAsync(context);
}
