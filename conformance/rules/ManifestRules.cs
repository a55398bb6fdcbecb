using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace InputSdk.Conformance;

/// <summary>A: the manifest, which a host reads before it loads the connector.</summary>
internal static partial class ManifestRules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "A1",
            Requirement = "The manifest is valid against the manifest schema.",
            CheckAsync = ValidAsync,
        },
        new()
        {
            Number = "A2",
            Requirement = "The connector embeds exactly the bytes of the manifest that is shipped with it.",
            CheckAsync = Carried,
        },
        new()
        {
            Number = "A3",
            Requirement = "The manifest is the same on every read and from every instance.",
            CheckAsync = Same,
        },
        new()
        {
            Number = "A4",
            Requirement = "The manifest names the connector's type as its entry.",
            CheckAsync = Entry,
        },
        new()
        {
            Number = "A5",
            Requirement = "Titles and descriptions are written for users: not empty, no developer notes, no HTML.",
            CheckAsync = Words,
        },
        new()
        {
            Number = "A6",
            Requirement =
                "The current checkpoint version is one of the versions that the manifest declares as readable.",
            CheckAsync = Versions,
        },
        new()
        {
            Number = "A7",
            Requirement = "Log types, their columns, check steps and error codes are each listed once.",
            CheckAsync = Once,
        },
    ];

    internal static JsonObject Parse(ConnectorDriver driver) => JsonNode.Parse(driver.ShippedManifest.Span)!.AsObject();

    private static async Task ValidAsync(ConnectorDriver driver)
    {
        using var stream = typeof(ManifestRules).Assembly.GetManifestResourceStream("manifest.schema.json")!;
        var schema = await JsonSchema.FromJsonAsync(await new StreamReader(stream).ReadToEndAsync());
        var faults = schema.Validate(Parse(driver).ToJsonString());
        RuleAssert.True(faults.Count == 0, string.Join(", ", faults.Select(fault => $"{fault.Path}: {fault.Kind}")));
    }

    private static Task Carried(ConnectorDriver driver)
    {
        RuleAssert.True(
            driver.Create().Manifest.Span.SequenceEqual(driver.ShippedManifest.Span),
            "the embedded and the shipped manifest differ"
        );
        return Task.CompletedTask;
    }

    private static Task Same(ConnectorDriver driver)
    {
        var first = driver.Create();
        var bytes = first.Manifest.ToArray();
        RuleAssert.True(first.Manifest.Span.SequenceEqual(bytes), "the manifest changed between two reads");
        RuleAssert.True(driver.Create().Manifest.Span.SequenceEqual(bytes), "two instances have different manifests");
        return Task.CompletedTask;
    }

    private static Task Entry(ConnectorDriver driver)
    {
        var (named, type) = ((string?)Parse(driver)["entry"]!["type"], driver.ConnectorType);
        RuleAssert.True(named == type.FullName, $"the manifest names {named}, the connector is {type.FullName}");
        return Task.CompletedTask;
    }

    private static Task Words(ConnectorDriver driver)
    {
        foreach (var (path, text) in Texts(Parse(driver), ""))
        {
            RuleAssert.True(text.Trim().Length > 0, $"{path} is empty");
            RuleAssert.True(!NotForUsers().IsMatch(text), $"{path} is not for users: {text}");
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<(string Path, string Text)> Texts(JsonNode? node, string path) =>
        node switch
        {
            JsonObject members => members.SelectMany(member =>
                member.Value is JsonValue value && member.Key is "title" or "description" or "help" or "name"
                    ? [($"{path}/{member.Key}", member.Value!.ToString())]
                    : Texts(member.Value, $"{path}/{member.Key}")
            ),
            JsonArray items => items.SelectMany((item, i) => Texts(item, $"{path}/{i}")),
            _ => [],
        };

    private static Task Versions(ConnectorDriver driver)
    {
        var checkpoint = Parse(driver)["checkpoint"]!;
        var version = (int)checkpoint["version"]!;
        RuleAssert.True(
            checkpoint["reads"]!.AsArray().Any(read => (int)read! == version),
            $"version {version} is written but not readable"
        );
        RuleAssert.True(
            (int)checkpoint["maxBytes"]! <= Checkpoint.MaxStateBytes,
            "the manifest allows more bytes than the contract"
        );
        return Task.CompletedTask;
    }

    private static Task Once(ConnectorDriver driver)
    {
        var manifest = Parse(driver);
        var lists = new List<(string, IEnumerable<string?>)>
        {
            ("logTypes", manifest["logTypes"]!.AsArray().Select(log => (string?)log!["id"])),
            ("check", manifest["check"]!.AsArray().Select(step => (string?)step!["id"])),
            ("errors", manifest["errors"]!.AsArray().Select(error => (string?)error!["code"])),
        };
        lists.AddRange(
            manifest["logTypes"]!
                .AsArray()
                .Select(log =>
                    ($"columns of {log!["id"]}", log["columns"]!.AsArray().Select(column => (string?)column!["name"]))
                )
        );
        foreach (var (name, ids) in lists)
        {
            var twice = ids.GroupBy(id => id).FirstOrDefault(group => group.Count() > 1);
            RuleAssert.True(twice is null, $"{name}: {twice?.Key} is listed twice");
        }

        return Task.CompletedTask;
    }

    [GeneratedRegex("TODO|FIXME|XXX|<[a-z/]|\\bTest[A-Z]|;$", RegexOptions.NonBacktracking)]
    private static partial Regex NotForUsers();
}
