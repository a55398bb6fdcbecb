using System.Text.Json;
using System.Text.RegularExpressions;
using InputSdk;

namespace ConformanceTests;

/// <summary>Validates the settings and the secret of a list of numbers by the rules of the schema.</summary>
internal static partial class NumbersConfig
{
    /// <returns>The name of the list.</returns>
    /// <exception cref="InputException">The configuration violates the schema.</exception>
    public static string Read(InputConfig config)
    {
        var settings = Members(config.Settings, "/settings", ["list", "order", "guest"]);
        var secrets = Members(config.Secrets, "/secrets", ["token"]);
        Require(settings.TryGetValue("list", out var list) && Name().IsMatch(list), "/settings/list");
        Require(!settings.TryGetValue("order", out var order) || order is "up" or "down", "/settings/order");
        Require(!settings.TryGetValue("guest", out var guest) || Name().IsMatch(guest), "/settings/guest");
        Require(!secrets.TryGetValue("token", out var token) || Token().IsMatch(token), "/secrets/token");
        Require(settings.ContainsKey("guest") != secrets.ContainsKey("token"), "");
        return list!;
    }

    private static Dictionary<string, string> Members(ReadOnlyMemory<byte> json, string pointer, string[] known)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Require(document.RootElement.ValueKind == JsonValueKind.Object, pointer);
            var members = new Dictionary<string, string>();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                Require(known.Contains(member.Name), pointer);
                Require(member.Value.ValueKind == JsonValueKind.String, $"{pointer}/{member.Name}");
                members[member.Name] = member.Value.GetString()!;
            }

            return members;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Wrong(pointer);
        }
    }

    private static void Require(bool condition, string pointer)
    {
        if (!condition)
        {
            throw Wrong(pointer);
        }
    }

    private static InputException Wrong(string pointer) =>
        new(
            new InputError
            {
                Kind = ErrorKind.Config,
                Code = "config.invalid",
                Message = $"{(pointer.Length == 0 ? "The choice of token and guest" : pointer)} violates the schema.",
                Pointer = pointer,
            }
        );

    [GeneratedRegex("^[a-z]{3,20}$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("^[!-~]{8,60}$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
