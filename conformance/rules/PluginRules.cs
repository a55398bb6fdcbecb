using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Common;

namespace InputSdk.Conformance;

/// <summary>M: the folder that a host loads a connector from.</summary>
internal static class PluginRules
{
    private const string Hashes = "SHA256SUMS";

    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "M1",
            Requirement = "A plugin folder lists the correct SHA-256 hash of every file in it.",
            CheckAsync = ListedAsync,
        },
        new()
        {
            Number = "M2",
            Requirement = "A plugin does not contain the contract, neither as a file nor in its list of dependencies.",
            CheckAsync = NoContract,
        },
        new()
        {
            Number = "M3",
            Requirement =
                "The entry is created without arguments in its own load context and embeds the folder's manifest.",
            CheckAsync = Loads,
        },
    ];

    private static string FolderOf(ConnectorDriver driver) =>
        driver.PluginFolder ?? throw new RuleSkippedException("the driver names no plugin folder");

    private static async Task ListedAsync(ConnectorDriver driver)
    {
        var folder = FolderOf(driver);
        RuleAssert.True(File.Exists(Path.Combine(folder, Hashes)), $"the folder has no {Hashes}");
        var listed = (await File.ReadAllLinesAsync(Path.Combine(folder, Hashes))).ToDictionary(
            line => line[66..],
            line => line[..64]
        );
        var found = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => file != Hashes)
            .ToList();
        RuleAssert.True(
            listed.Keys.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)),
            "the listed files differ from the files in the folder"
        );
        foreach (var file in found)
        {
            var hash = Convert.ToHexStringLower(
                SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, file)))
            );
            RuleAssert.True(hash == listed[file], $"the hash of {file} is wrong");
        }
    }

    private static Task NoContract(ConnectorDriver driver)
    {
        var (folder, contract) = (FolderOf(driver), typeof(IInputConnector).Assembly.GetName().Name!);
        RuleAssert.True(!File.Exists(Path.Combine(folder, contract + ".dll")), $"{contract}.dll is in the folder");
        foreach (var list in Directory.EnumerateFiles(folder, "*.deps.json"))
        {
            var libraries =
                JsonNode
                    .Parse(File.ReadAllText(list))
                    ?["libraries"]?.AsObject()
                    .Select(library => library.Key.Split('/')[0])
                ?? [];
            RuleAssert.True(!libraries.Contains(contract), $"{Path.GetFileName(list)} names {contract}");
        }

        return Task.CompletedTask;
    }

    private static Task Loads(ConnectorDriver driver)
    {
        var folder = FolderOf(driver);
        var manifest = File.ReadAllBytes(Path.Combine(folder, "manifest.json"));
        var entry = JsonNode.Parse(manifest)!["entry"]!;
        var assembly = Path.GetFullPath(Path.Combine(folder, (string)entry["assembly"]!));
        var type = new PluginLoadContext(assembly).LoadFromAssemblyPath(assembly).GetType((string)entry["type"]!);
        RuleAssert.True(type is not null, $"{entry["assembly"]} has no {entry["type"]}");
        RuleAssert.True(
            Activator.CreateInstance(type!) is IInputConnector connector
                && connector.Manifest.Span.SequenceEqual(manifest),
            $"{entry["type"]} is not a connector, or embeds another manifest"
        );
        return Task.CompletedTask;
    }
}
