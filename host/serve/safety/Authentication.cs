using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace InputHost.Serve.Safety;

/// <summary>
/// Decides who can use the console. Without a token, these are all users of this machine, by a loopback address. With a
/// token, these are all clients that have the token.
/// </summary>
internal sealed class Authentication(
    string? token,
    string cookieName,
    IDataProtectionProvider protection,
    FailedSignIns failedSignIns
)
{
    public const int MinTokenLength = 20;
    private static readonly TimeSpan SignedInFor = TimeSpan.FromHours(12);

    private readonly ITimeLimitedDataProtector _cookies = protection
        .CreateProtector("sign-in", token is null ? "" : Convert.ToHexString(Hash(token)))
        .ToTimeLimitedDataProtector();

    public bool NeedsToken => token is not null;

    public bool Allows(HttpContext context) => !NeedsToken || HasBearer(context) || HasCookie(context);

    /// <summary>Checks the header, which a page of another origin cannot make a browser send.</summary>
    public bool HasBearer(HttpContext context) => Bearer(context) is { } given && IsToken(given);

    /// <summary>Registers the token in the header of a request.</summary>
    /// <returns>
    /// How long the client address must wait, after too many wrong tokens, before a token is checked; otherwise null.
    /// </returns>
    public TimeSpan? RetryDelay(HttpContext context) =>
        Bearer(context) is { } given ? RetryDelay(context, given) : null;

    /// <summary>The same for a token in the body of a request.</summary>
    public TimeSpan? RetryDelay(HttpContext context, string given) =>
        NeedsToken
            ? failedSignIns.Register(context.Connection.RemoteIpAddress ?? IPAddress.None, IsToken(given))
            : null;

    public bool IsToken(string given) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Hash(given), Hash(token));

    public void SignIn(HttpContext context) =>
        context.Response.Cookies.Append(
            cookieName,
            _cookies.Protect("signed in", SignedInFor),
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps || context.Request.Headers["X-Forwarded-Proto"] == "https",
                MaxAge = SignedInFor,
                Path = "/",
            }
        );

    /// <summary>
    /// Checks the host name of a request. Without a token, it must be localhost or a loopback address: another site can
    /// resolve its own name to 127.0.0.1, and its pages then have the same origin (DNS rebinding).
    /// </summary>
    public bool HasAllowedHost(HostString host) => NeedsToken || Loopback.Is(host.Host);

    private string? Bearer(HttpContext context) =>
        NeedsToken
        && context.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.Ordinal)
            ? header["Bearer ".Length..]
            : null;

    private bool HasCookie(HttpContext context)
    {
        try
        {
            return context.Request.Cookies.TryGetValue(cookieName, out var cookie)
                && _cookies.Unprotect(cookie) == "signed in";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
