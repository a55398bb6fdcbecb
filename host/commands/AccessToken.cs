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
        var (token, source) = (environment(Variable) ?? "", Variable);
        if (environment(FileVariable) is { Length: > 0 } path)
        {
            if (token.Length > 0)
            {
                throw Wrong($"{Variable} and {FileVariable} are both set. Set only one of them.");
            }

            token = SecretFile.Read(
                path,
                problem =>
                    Wrong(
                        $"The file {path}, which {FileVariable} names, {problem}. "
                            + $"Write at least {Authentication.MinTokenLength} random characters to it."
                    )
            );
            source = $"The token in {path}";
        }

        return token.Length is > 0 and < Authentication.MinTokenLength
                ? throw Wrong(
                    $"{source} is too short. Set it to at least {Authentication.MinTokenLength} random characters."
                )
            : token is "" ? null
            : token;
    }

    private static HostException Wrong(string message) => new(ErrorKind.Config, message);
}
