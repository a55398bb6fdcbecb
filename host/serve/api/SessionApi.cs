using InputHost.Serve.Errors;
using InputHost.Serve.Safety;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace InputHost.Serve.Api;

/// <summary>Signs users in, and returns the CSRF token for requests that change something.</summary>
internal sealed class SessionApi(Authentication access, IAntiforgery antiforgery)
{
    public void Map(RouteGroupBuilder api)
    {
        api.MapGet(
                "/session",
                (HttpContext context) =>
                    new SessionView(
                        antiforgery.GetAndStoreTokens(context).RequestToken,
                        typeof(SessionApi).Assembly.GetName().Version!.ToString(3),
                        access.Allows(context)
                    )
            )
            .WithSummary("Returns the token that requests that change something must send as X-Csrf-Token.");
        api.MapPost(
                "/session",
                (SignInBody body, HttpContext context) =>
                {
                    if (access.RetryDelay(context, body.Token) is { } wait)
                    {
                        return Problems.Wait(context, wait);
                    }

                    if (!access.IsToken(body.Token))
                    {
                        return Results.Problem(
                            statusCode: StatusCodes.Status401Unauthorized,
                            title: "The token is incorrect.",
                            detail: "Enter the token that the console was started with."
                        );
                    }

                    access.SignIn(context);
                    return Results.NoContent();
                }
            )
            .WithSummary("Signs in a browser with the token of the console.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    internal sealed record SessionView(string? CsrfToken, string Version, bool SignedIn);

    internal sealed record SignInBody(string Token);
}
