using System.Text.RegularExpressions;

namespace InputHost.Config;

/// <summary>
/// The references in a secret: <c>${NAME}</c> is an environment variable, and <c>${credential:NAME}</c> is a file in
/// the folder that <c>CREDENTIALS_DIRECTORY</c> names, which systemd creates for <c>LoadCredential=</c>.
/// </summary>
/// <param name="environment">Returns the value of an environment variable.</param>
/// <param name="wrong">Creates the error from a sentence. It names the reference, but never the secret.</param>
internal sealed class SecretReferences(Func<string, string?> environment, Func<string, HostException> wrong)
{
    private const string CredentialsVariable = "CREDENTIALS_DIRECTORY";
    private const int MaxCredentialName = 255;

    private static readonly Regex Reference = new(
        @"\$\{(?:credential:(?<credential>[^}]*)|(?<variable>[A-Za-z_][A-Za-z0-9_]*))\}",
        RegexOptions.NonBacktracking
    );

    /// <summary>Replaces each reference in the secret. All other text is kept.</summary>
    public string Expand(string template) =>
        Reference.Replace(
            template,
            match =>
                match.Groups["credential"] is { Success: true } credential
                    ? Credential(credential.Value)
                    : Variable(match.Groups["variable"].Value)
        );

    private string Variable(string name) =>
        environment(name) is { Length: > 0 } value
            ? value
            : throw wrong($"/secrets names the environment variable {name}, which is not set.");

    private string Credential(string name)
    {
        // The name is not shown: it can be a secret that was entered by mistake.
        if (!IsName(name))
        {
            throw wrong(
                "/secrets has a reference ${credential:NAME} whose NAME is not valid. Use the name of a file: 1 to "
                    + $"{MaxCredentialName} letters, digits and characters of _.-, and not only dots."
            );
        }

        var folder = environment(CredentialsVariable) is { Length: > 0 } named
            ? named
            : throw wrong(
                $"/secrets names the credential {name}, but {CredentialsVariable} is not set. Start the program as a "
                    + $"systemd service with LoadCredential={name}:FILE."
            );
        return SecretFile.Read(
            Path.Combine(folder, name),
            problem =>
                wrong(
                    $"/secrets names the credential {name}, whose file in {folder} {problem}. "
                        + $"Check LoadCredential={name}:FILE in the systemd service, and the file that it names."
                )
        );
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxCredentialName
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-')
        && name.Any(letter => letter != '.');
}
