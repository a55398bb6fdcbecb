using System.Text;

namespace LocalS3;

/// <summary>How keys are written as file names that every file system takes.</summary>
public static class FileNames
{
    private const string Forbidden = "%<>:\"\\|?*\u007f";

    /// <summary>
    /// The path of a key below the folder of its bucket, with <c>/</c> between the names. A key that
    /// ends with <c>/</c>, as consoles create them for folders, becomes a file whose name ends with
    /// <c>%2F</c>. Keys with other empty names in them, or with <c>.</c> or <c>..</c>, have no path.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">The key has no path.</exception>
    public static string Of(string key) =>
        Segments(key) is { } segments
            ? string.Join('/', segments.Select(Encode))
            : throw new ArgumentException($"The key '{key}' has no path.", nameof(key));

    /// <summary>
    /// The names in a key, the last one with its <c>/</c> if the key ends so; null for a key without a path.
    /// </summary>
    internal static string[]? Segments(string key)
    {
        var isMarker = key.EndsWith('/');
        var segments = (isMarker ? key[..^1] : key).Split('/');
        if (segments.Any(name => name is "" or "." or ".." || name.Contains('\0', StringComparison.Ordinal)))
        {
            return null;
        }

        segments[^1] += isMarker ? "/" : "";
        return segments;
    }

    internal static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            var c = name[at];
            // Windows drops dots and spaces at the end of a name.
            var isForbidden =
                c < ' '
                || c == '/'
                || Forbidden.Contains(c, StringComparison.Ordinal)
                || (at == name.Length - 1 && c is '.' or ' ');
            _ = isForbidden ? encoded.Append('%').Append(((int)c).ToString("X2")) : encoded.Append(c);
        }

        return encoded.ToString();
    }

    /// <summary>The name that a name on disk stands for, or why there is none.</summary>
    internal static (string? Name, string Why) Decode(string diskName, bool isFolder)
    {
        if (!PercentEncoding.TryDecode(diskName, out var name))
        {
            return (null, "in a name, % starts a byte in two hex digits (%25 is % itself), all of it being UTF-8");
        }

        var plain = !isFolder && name.EndsWith('/') ? name[..^1] : name;
        return plain is not ("" or "." or "..") && plain.AsSpan().IndexOfAny('/', '\0') < 0
            ? (name, "")
            : (null, "its name stands for '.', '..' or nothing, or holds an encoded '/' or NUL");
    }
}
