using InputSdk;

namespace InputHost.Plugins;

/// <summary>The formats in which a plugin delivers its records.</summary>
internal static class PluginFormats
{
    private static readonly PluginManifest.Format Native = new()
    {
        Id = RecordFormats.Native,
        Title = "Native",
        Description = "The columns of the log, with their names and values.",
    };

    /// <summary>All formats. A plugin whose manifest lists none has only the native format.</summary>
    public static IReadOnlyList<PluginManifest.Format> Of(PluginManifest manifest)
    {
        var listed = manifest.Formats ?? [];
        return listed.Any(format => format.Id == RecordFormats.Native) ? listed : [Native, .. listed];
    }

    /// <summary>The format to request from the plugin.</summary>
    /// <param name="manifest">The manifest of the plugin.</param>
    /// <param name="id">The ID that a user specified; null for the native format.</param>
    /// <returns>Null for the native format, which is also what a plugin of an earlier contract expects.</returns>
    /// <exception cref="HostException">The plugin does not have the format.</exception>
    public static string? Find(PluginManifest manifest, string? id)
    {
        if (id is null or RecordFormats.Native)
        {
            return null;
        }

        var formats = Of(manifest).Select(format => format.Id).ToList();
        return formats.Contains(id)
            ? id
            : throw new HostException(
                ErrorKind.Config,
                $"The input \"{manifest.Id}\" does not have the format \"{id}\". "
                    + (
                        formats.Count == 1
                            ? $"It has only the format {formats[0]}."
                            : $"Specify one of its formats: {string.Join(", ", formats)}."
                    )
            );
    }

    /// <summary>Why the plugin is refused because of its formats; null if they are valid.</summary>
    public static string? Refusal(PluginManifest manifest)
    {
        var formats = manifest.Formats ?? [];
        return formats.Any(format => format is null || !IsValid(format.Id))
                ? "the ID of one of its formats does not consist of lowercase letters and digits"
            : formats.GroupBy(format => format.Id).FirstOrDefault(same => same.Skip(1).Any()) is { } twice
                ? $"it lists the format \"{twice.Key}\" more than once"
            : null;
    }

    /// <summary>File names contain the ID.</summary>
    private static bool IsValid(string id) =>
        id.Length > 0
        && char.IsAsciiLetterLower(id[0])
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}
