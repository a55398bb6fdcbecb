using InputHost.Tests;

namespace ConsoleTests;

/// <summary>A folder of plugins with the connector beside the program, that of the template, and one that is damaged.</summary>
internal static class Plugins
{
    public static (string Name, string Value) In(Workplace work) => In(work.Folder);

    public static (string Name, string Value) In(string parent)
    {
        var folder = Path.Combine(parent, "plugins");
        Copy(Path.Combine(Inputhost.Folder, "plugins", "redshift-audit-logs"), Path.Combine(folder, "redshift-audit-logs"));
        Copy(Path.Combine(AppContext.BaseDirectory, "plugins", "example-input"), Path.Combine(folder, "example-input"));
        Copy(Path.Combine(AppContext.BaseDirectory, "plugins", "example-input"), Path.Combine(folder, "damaged"));
        return ("INPUTHOST_PLUGINS", folder);
    }

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
