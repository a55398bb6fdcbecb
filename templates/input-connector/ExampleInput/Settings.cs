using System.Text.Json;
using System.Text.RegularExpressions;
using InputSdk;

namespace ExampleInput;

/// <summary>The validated configuration. It follows the same rules as the manifest's schema.</summary>
internal sealed partial record Settings(string Folder, string Ending, string Token)
{
    /// <exception cref="InputException">
    /// The configuration is invalid. The error names the member but never its value.
    /// </exception>
    public static Settings Read(InputConfig config)
    {
        var settings = Members(config.Settings, "/settings", ["folder", "ending"]);
        var secrets = Members(config.Secrets, "/secrets", ["token"]);
        var (folder, ending, token) = (
            settings.GetValueOrDefault("folder"),
            settings.GetValueOrDefault("ending", ".txt"),
            secrets.GetValueOrDefault("token")
        );
        return folder is null || folder.Length > 1000 || !Path().IsMatch(folder)
                ? throw Errors.Invalid("/settings/folder", "it must be a path")
            : ending is not (".txt" or ".log") ? throw Errors.Invalid("/settings/ending", "it must be .txt or .log")
            : token is null || !Printable().IsMatch(token)
                ? throw Errors.Invalid("/secrets/token", "it must be 8 to 60 characters without spaces")
            : new Settings(folder, ending, token);
    }

    /// <summary>Omits the token, so that no log contains it.</summary>
    public override string ToString() => $"{Folder}/*{Ending}";

    private static Dictionary<string, string> Members(ReadOnlyMemory<byte> json, string pointer, string[] known)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Errors.Invalid(pointer, "it must be an object");
            }

            return document
                .RootElement.EnumerateObject()
                .ToDictionary(
                    member => member.Name,
                    member =>
                        !known.Contains(member.Name)
                            ? throw Errors.Invalid(pointer, $"it can only have {string.Join(" and ", known)}")
                        : member.Value.ValueKind != JsonValueKind.String
                            ? throw Errors.Invalid($"{pointer}/{member.Name}", "it must be a string")
                        : member.Value.GetString()!
                );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The message of the parser can quote the text.
            throw Errors.Invalid(pointer, "it must be JSON without duplicate members");
        }
    }

    // $ alone would accept a trailing newline.
    [GeneratedRegex("^[^\\x00-\\x1f]+$(?!\\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex("^[!-~]{8,60}$(?!\\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();
}
