using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace InputHost;

/// <summary>
/// Holds a plugin's folder against its <c>SHA256SUMS</c>, in the format of the sha256sum command: no
/// file may differ, be missing or be unlisted. That shows damage and forgotten files; who can write
/// into the folder can also write the list.
/// </summary>
internal static class PluginHashes
{
    public const string FileName = "SHA256SUMS";

    /// <exception cref="PluginRefusedException">The folder is not what the list says.</exception>
    public static void Verify(string folder)
    {
        var listed = Listed(Path.Combine(folder, FileName));
        var found = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => file != FileName).ToHashSet();
        if (found.Except(listed.Keys).Order(StringComparer.Ordinal).FirstOrDefault() is { } unlisted)
        {
            throw new PluginRefusedException($"{unlisted} is not listed in {FileName}");
        }

        foreach (var (file, expected) in listed)
        {
            if (!found.Contains(file))
            {
                throw new PluginRefusedException($"{file} is listed in {FileName} and not there");
            }

            using var content = File.OpenRead(Path.Combine(folder, file));
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            if (hash != expected)
            {
                throw new PluginRefusedException($"{file} has the SHA-256 {hash}, {FileName} says {expected}");
            }
        }
    }

    private static Dictionary<string, string> Listed(string path)
    {
        if (!File.Exists(path))
        {
            throw new PluginRefusedException($"it has no {FileName}");
        }

        var listed = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(path))
        {
            var match = Regex.Match(line, "^(?<hash>[0-9a-f]{64}) [ *](?<file>.+)$", RegexOptions.NonBacktracking);
            if (!match.Success || !listed.TryAdd(match.Groups["file"].Value, match.Groups["hash"].Value))
            {
                throw new PluginRefusedException($"{FileName} has a line that is no hash and file name, or a file twice");
            }
        }

        return listed;
    }
}
