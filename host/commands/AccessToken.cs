using InputHost.Serve.Safety;
using InputSdk;

namespace InputHost.Commands;

/// <summary>The token that clients of a server of this program must send.</summary>
internal static class AccessToken
{
    public const string Variable = "INPUTHOST_TOKEN";

    /// <param name="address">The address of the server, as the user specified it.</param>
    /// <param name="host">Its host.</param>
    /// <returns>The token; null on loopback if there is none.</returns>
    /// <exception cref="HostException">The token is missing or too short.</exception>
    public static string? For(string address, string host)
    {
        var token = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;
        if (token is null && !Loopback.Is(host))
        {
            throw new HostException(
                ErrorKind.Config,
                $"Other machines can reach {address}, so a token is required. "
                    + $"Set {Variable} to at least {Authentication.MinTokenLength} random characters."
            );
        }

        return token is not { Length: < Authentication.MinTokenLength }
            ? token
            : throw new HostException(
                ErrorKind.Config,
                $"{Variable} is too short. Set it to at least {Authentication.MinTokenLength} random characters."
            );
    }
}
