using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace InputHost.Plugins;

/// <summary>
/// Reads a plugin's folder and compares it with its <c>SHA256SUMS</c>, in the format of the sha256sum
/// command: no file may differ, be missing, be unlisted or be a link. This detects damaged and
/// forgotten files. It does not protect against a person who can write to the folder and so to the list.
/// </summary>
internal static class PluginFiles
{
    public const string HashList = "SHA256SUMS";

    /// <summary>The largest file that is read. Typical manifests have 30 KiB, typical lists 5 KiB.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <exception cref="PluginRefusedException">The file is missing, a link or too large.</exception>
    public static byte[] Read(string folder, string name)
    {
        var file = new FileInfo(Path.Combine(folder, name));
        return IsLink(file) ? throw Link(name)
            : !file.Exists ? throw new PluginRefusedException($"it has no {name}")
            : file.Length > MaxBytes ? throw new PluginRefusedException($"its {name} is larger than {MaxBytes} bytes")
            : File.ReadAllBytes(file.FullName);
    }

    /// <exception cref="PluginRefusedException">The folder does not match the list.</exception>
    public static void Verify(string folder)
    {
        var found = FilesIn(new DirectoryInfo(folder), "").Where(file => file != HashList).ToHashSet();
        var listed = Listed(Read(folder, HashList));
        if (found.Except(listed.Keys).Order(StringComparer.Ordinal).FirstOrDefault() is { } unlisted)
        {
            throw new PluginRefusedException($"{unlisted} is not listed in {HashList}");
        }

        foreach (var (file, expected) in listed)
        {
            if (!found.Contains(file))
            {
                throw new PluginRefusedException($"{file} is listed in {HashList} but missing");
            }

            using var content = File.OpenRead(Path.Combine(folder, file));
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            if (hash != expected)
            {
                throw new PluginRefusedException($"{file} has the SHA-256 {hash}, but {HashList} lists {expected}");
            }
        }
    }

    /// <summary>
    /// Relative paths with slashes. Links are refused: loading a file would follow them, and their target can change.
    /// </summary>
    private static IEnumerable<string> FilesIn(DirectoryInfo folder, string prefix) =>
        folder
            .EnumerateFileSystemInfos()
            .SelectMany(entry =>
                IsLink(entry) ? throw Link(prefix + entry.Name)
                : entry is DirectoryInfo inner ? FilesIn(inner, $"{prefix}{entry.Name}/")
                : [prefix + entry.Name]
            );

    private static bool IsLink(FileSystemInfo entry) => entry.LinkTarget is not null;

    private static PluginRefusedException Link(string name) =>
        new($"{name} is a link; the files of a plugin must be in its folder");

    private static Dictionary<string, string> Listed(byte[] list)
    {
        var listed = new Dictionary<string, string>();
        foreach (var line in Encoding.UTF8.GetString(list).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            var match = Regex.Match(line, "^(?<hash>[0-9a-f]{64}) [ *](?<file>.+)$", RegexOptions.NonBacktracking);
            if (!match.Success || !listed.TryAdd(match.Groups["file"].Value, match.Groups["hash"].Value))
            {
                throw new PluginRefusedException(
                    $"{HashList} has a line that is not a hash and a file name, or lists a file twice"
                );
            }
        }

        return listed;
    }
}
