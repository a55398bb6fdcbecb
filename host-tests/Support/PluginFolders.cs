using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace InputHost.Tests;

/// <summary>A folder of plugins that a test assembles and lists with their hashes. It is removed at the end.</summary>
internal sealed class PluginFolders : IDisposable
{
    /// <summary>The assemblies that the build of these tests compiled from the sources in <c>plugins/</c>.</summary>
    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "plugins");

    public string Folder { get; } = Directory.CreateTempSubdirectory("plugins-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string File(string id, string path) => Path.Combine(Folder, id, path);

    public static string BuiltFile(string path) => Path.Combine(Built, path);

    /// <summary>
    /// Adds a plugin from one of the builds. It is valid, unless the given change modifies it before its files are
    /// listed.
    /// </summary>
    public string Add(
        string id,
        string entry = "Good",
        string build = "first",
        Action<JsonObject>? manifest = null,
        Action<string>? files = null
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, id)).FullName;
        foreach (var file in Directory.GetFiles(BuiltFile(build)))
        {
            System.IO.File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var members = new JsonObject
        {
            ["manifestVersion"] = 1,
            ["id"] = id,
            ["name"] = "A sample",
            ["version"] = "1.0.0",
            ["contract"] = new JsonObject { ["major"] = 1, ["minor"] = 0 },
            ["entry"] = new JsonObject
            {
                ["assembly"] = "Sample.dll",
                ["type"] = $"Sample.{entry}",
                ["framework"] = "net10.0",
            },
        };
        manifest?.Invoke(members);
        System.IO.File.WriteAllText(Path.Combine(folder, "manifest.json"), members.ToJsonString());
        files?.Invoke(folder);
        WriteHashes(folder);
        return folder;
    }

    public static void WriteHashes(string folder)
    {
        var list = Path.Combine(folder, "SHA256SUMS");
        System.IO.File.Delete(list);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        System.IO.File.WriteAllLines(
            list,
            files.Select(file =>
                $"{Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(file)))}  "
                + $"{Path.GetRelativePath(folder, file).Replace('\\', '/')}"
            )
        );
    }
}
