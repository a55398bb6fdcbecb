#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Writes the components of an unpacked archive as a CycloneDX SBOM to standard output:
//     dotnet run packaging/sbom.cs -- FOLDER VERSION RID NUGET_PACKAGES COMMIT_TIME
// The .deps.json files in the archive name the .NET packages that are in it: the runtime, the packages of the host and
// those of the plugin. console/package-lock.json names the packages in the pages. A tool that reads the restored
// packages of one project, such as dotnet-CycloneDX, lists packages that are not in the archive, but not the runtime
// and the pages.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

var (folder, version, rid, packages) = (args[0], args[1], args[2], args[3]);
var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(args[4], CultureInfo.InvariantCulture));
var root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
var program = $"pkg:generic/inputhost@{Uri.EscapeDataString(version)}?platform={rid}";
var components = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
var uses = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal) { [program] = [] };

foreach (var file in Directory.GetFiles(folder, "*.deps.json", SearchOption.AllDirectories))
{
    AddPackages(JsonNode.Parse(File.ReadAllText(file))!);
}

AddPages(JsonNode.Parse(File.ReadAllText(Path.Combine(root, "console", "package-lock.json")))!);
var sbom = new JsonObject
{
    ["bomFormat"] = "CycloneDX",
    ["specVersion"] = "1.6",
    ["version"] = 1,
    ["metadata"] = new JsonObject
    {
        ["timestamp"] = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["component"] = Component("application", "inputhost", version, program, "MIT", hash: null),
    },
    ["components"] = new JsonArray([.. components.Values]),
    ["dependencies"] = new JsonArray([
        .. uses.Select(entry => new JsonObject
        {
            ["ref"] = entry.Key,
            ["dependsOn"] = new JsonArray([.. entry.Value.Select(used => JsonValue.Create(used))]),
        }),
    ]),
};
Console.WriteLine(sbom.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

// The projects of this repository are parts of the program: what they use, the program uses.
void AddPackages(JsonNode dependencies)
{
    var libraries = dependencies["libraries"]!.AsObject();
    var names = libraries.ToDictionary(library => library.Key, library => Purl(library.Key, library.Value!));
    foreach (var (key, library) in libraries.Where(library => names[library.Key] != program))
    {
        var (name, number) = Split(key);
        var hash = (string?)library!["sha512"] is { Length: > 0 } text ? text["sha512-".Length..] : null;
        components[names[key]] = Component("library", name, number, names[key], License(name, number), hash);
        uses.TryAdd(names[key], []);
    }

    foreach (var (key, target) in dependencies["targets"]![(string)dependencies["runtimeTarget"]!["name"]!]!.AsObject())
    {
        foreach (var (name, number) in target!["dependencies"]?.AsObject() ?? [])
        {
            if (names.GetValueOrDefault($"{name}/{number}") is { } used && used != program)
            {
                uses[names[key]].Add(used);
            }
        }
    }
}

void AddPages(JsonNode lockFile)
{
    foreach (var (path, package) in lockFile["packages"]!.AsObject())
    {
        if (path.Length > 0 && (bool?)package!["dev"] != true)
        {
            var (name, number) = (
                path[(path.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..],
                (string)package["version"]!
            );
            var purl = $"pkg:npm/{name.Replace("@", "%40", StringComparison.Ordinal)}@{number}";
            var hash = ((string)package["integrity"]!)["sha512-".Length..];
            components[purl] = Component("library", name, number, purl, (string?)package["license"], hash);
            uses[program].Add(purl);
        }
    }
}

string Purl(string key, JsonNode library) =>
    (string?)library["type"] == "project" ? program : $"pkg:nuget/{Split(key).Name}@{Split(key).Version}";

static (string Name, string Version) Split(string key)
{
    var parts = key.Split('/');
    const string runtimePack = "runtimepack.";
    return (
        parts[0].StartsWith(runtimePack, StringComparison.Ordinal) ? parts[0][runtimePack.Length..] : parts[0],
        parts[1]
    );
}

// The license expression in the restored package; null if it has only the text of a license.
string? License(string name, string number)
{
    var id = name.ToLowerInvariant();
    var nuspec = XDocument.Load(Path.Combine(packages, id, number.ToLowerInvariant(), $"{id}.nuspec"));
    var license = nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
    return (string?)license?.Attribute("type") == "expression" ? license!.Value : null;
}

static JsonObject Component(string type, string name, string number, string purl, string? license, string? hash)
{
    var component = new JsonObject
    {
        ["type"] = type,
        ["bom-ref"] = purl,
        ["name"] = name,
        ["version"] = number,
    };
    if (hash is not null)
    {
        var hex = Convert.ToHexStringLower(Convert.FromBase64String(hash));
        component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = hex });
    }

    if (license is not null)
    {
        component["licenses"] = new JsonArray(new JsonObject { ["expression"] = license });
    }

    component["purl"] = purl;
    return component;
}
