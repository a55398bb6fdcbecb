using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace InputHost.Serve;

/// <summary>
/// Who may use the console: on loopback whoever is on this machine and names it so, elsewhere whoever has
/// the token.
/// </summary>
internal sealed class Authentication(
    string? token,
    string cookieName,
    IDataProtectionProvider protection,
    FailedSignIns guesses
)
{
    public const int LeastTokenLength = 20;
    private static readonly TimeSpan SignedInFor = TimeSpan.FromHours(12);

    private readonly ITimeLimitedDataProtector _cookies = protection
        .CreateProtector("sign-in", token is null ? "" : Convert.ToHexString(Hash(token)))
        .ToTimeLimitedDataProtector();

    public bool NeedsToken => token is not null;

    public bool Allows(HttpContext context) => !NeedsToken || HasBearer(context) || HasCookie(context);

    /// <summary>By a header, which no page of another origin can make a browser send.</summary>
    public bool HasBearer(HttpContext context) => Bearer(context) is { } given && IsToken(given);

    /// <summary>Takes note of the token that a request has in its head.</summary>
    /// <returns>How long its address has to wait, after too many wrong ones, before a token is looked at; else null.</returns>
    public TimeSpan? Wait(HttpContext context) => Bearer(context) is { } given ? Wait(context, given) : null;

    /// <summary>The same of one that it has elsewhere.</summary>
    public TimeSpan? Wait(HttpContext context, string given) =>
        NeedsToken ? guesses.Take(context.Connection.RemoteIpAddress ?? IPAddress.None, IsToken(given)) : null;

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
    /// Without a token the name in the address has to be this machine's: a page elsewhere can give its own
    /// name the address 127.0.0.1, and then is of the same origin.
    /// </summary>
    public bool IsNamedRight(HostString host) =>
        NeedsToken
        || host.Host == "localhost"
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

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
