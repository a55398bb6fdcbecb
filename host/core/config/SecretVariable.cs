using InputSdk;

namespace InputHost.Config;

/// <summary>A secret from an environment variable, or from the file that a second variable names.</summary>
/// <param name="Value">The secret; never empty.</param>
/// <param name="Source">Where it is from, at the start of a sentence.</param>
internal sealed record SecretVariable(string Value, string Source)
{
    /// <param name="name">The variable. The variable with <c>_FILE</c> at the end names a file.</param>
    /// <param name="content">What the file must contain, for messages.</param>
    /// <param name="environment">Returns the value of a variable.</param>
    /// <returns>Null if neither variable is set.</returns>
    /// <exception cref="HostException">Both variables are set, or the file cannot be used.</exception>
    public static SecretVariable? Read(string name, string content, Func<string, string?> environment)
    {
        var (value, fileVariable) = (environment(name), $"{name}_FILE");
        if (environment(fileVariable) is not { Length: > 0 } path)
        {
            return string.IsNullOrEmpty(value) ? null : new SecretVariable(value, name);
        }

        if (!string.IsNullOrEmpty(value))
        {
            throw new HostException(ErrorKind.Config, $"{name} and {fileVariable} are both set. Set only one of them.");
        }

        var secret = SecretFile.Read(
            path,
            problem => new HostException(
                ErrorKind.Config,
                $"The file {path}, which {fileVariable} names, {problem}. Write {content} to it."
            )
        );
        return new SecretVariable(secret, $"The content of {path}");
    }

    /// <summary>Where the secret is from, never the secret.</summary>
    public override string ToString() => Source;
}
