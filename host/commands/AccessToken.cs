using InputHost.Config;
using InputHost.Serve.Safety;
using InputSdk;

namespace InputHost.Commands;

/// <summary>
/// The token that clients of a server of this program must send: from an environment variable, or from a file that a
/// variable names.
/// </summary>
internal static class AccessToken
{
    public const string Variable = "INPUTHOST_TOKEN";
    public const string FileVariable = "INPUTHOST_TOKEN_FILE";

    /// <param name="address">The address of the server, as the user specified it.</param>
    /// <param name="host">Its host.</param>
    /// <returns>The token; null on loopback if there is none.</returns>
    /// <exception cref="HostException">The token is missing, or it cannot be used.</exception>
    public static string? For(string address, string host) =>
        Read(Environment.GetEnvironmentVariable) is { } token ? token
        : Loopback.Is(host) ? null
        : throw Wrong(
            $"Other machines can reach {address}, so a token is required. "
                + $"Set {Variable} to at least {Authentication.MinTokenLength} random characters, "
                + $"or {FileVariable} to the path of a file that contains them."
        );

    /// <returns>The token; null if neither variable is set.</returns>
    /// <exception cref="HostException">Both variables are set, or the token cannot be used.</exception>
    public static string? Read(Func<string, string?> environment)
    {
        var content = $"at least {Authentication.MinTokenLength} random characters";
        return SecretVariable.Read(Variable, content, environment) switch
        {
            null => null,
            { Value.Length: < Authentication.MinTokenLength } token => throw Wrong(
                $"{token.Source} is too short. Set it to {content}."
            ),
            var token => token.Value,
        };
    }

    private static HostException Wrong(string message) => new(ErrorKind.Config, message);
}
