using System.Security.Cryptography;

namespace ConsoleTests;

/// <summary>
/// A plugins folder with the connector of the program, the connector of the template, and a damaged connector, whose
/// folder does not have the name in its manifest.
/// </summary>
internal static class Plugins
{
    public static (string Name, string Value) In(FixtureFolder work) => In(work.Folder);

    public static (string Name, string Value) In(string parent)
    {
        var folder = Path.Combine(parent, "plugins");
        var connector = Path.Combine(Inputhost.Folder, "plugins", "redshift-audit-logs");
        var example = Path.Combine(AppContext.BaseDirectory, "plugins", "example-input");
        Copy(connector, Path.Combine(folder, "redshift-audit-logs"));
        Copy(example, Path.Combine(folder, "example-input"));
        Copy(example, Path.Combine(folder, "damaged"));
        return ("INPUTHOST_PLUGINS", folder);
    }

    /// <summary>The same folder with a connector that has two formats.</summary>
    public static (string Name, string Value) WithFormats(FixtureFolder work)
    {
        var folder = Path.Combine(work.Folder, "plugins");
        var added = Path.Combine(folder, "formats-input");
        if (!Directory.Exists(added))
        {
            In(work);
            Copy(Path.Combine(AppContext.BaseDirectory, "plugins", "formats-input"), added);
            var hashes = Directory
                .EnumerateFiles(added)
                .Select(file => $"{Hash(file)}  {Path.GetFileName(file)}")
                .ToList();
            File.WriteAllLines(Path.Combine(added, "SHA256SUMS"), hashes);
        }

        return ("INPUTHOST_PLUGINS", folder);
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
