using System.Text;

namespace LocalS3;

/// <summary>Encodes keys as file names that are valid on every file system.</summary>
public static class FileNames
{
    private const string Forbidden = "%<>:\"\\|?*\u007f";

    /// <summary>
    /// The path of a key relative to the folder of its bucket, separated by <c>/</c>. A key that ends with <c>/</c>,
    /// as consoles create them for folders, becomes a file whose name ends with <c>%2F</c>. Keys with other empty
    /// segments, or with the segments <c>.</c> or <c>..</c>, have no path.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">The key has no path.</exception>
    public static string Of(string key) =>
        Segments(key) is { } segments
            ? string.Join('/', segments.Select(Encode))
            : throw new ArgumentException($"The key '{key}' has no path.", nameof(key));

    /// <summary>
    /// The segments of a key; the last one keeps a final <c>/</c>. Null for a key without a path.
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
            // Windows removes dots and spaces at the end of a name.
            var isForbidden =
                c < ' '
                || c == '/'
                || Forbidden.Contains(c, StringComparison.Ordinal)
                || (at == name.Length - 1 && c is '.' or ' ');
            _ = isForbidden ? encoded.Append('%').Append(((int)c).ToString("X2")) : encoded.Append(c);
        }

        return encoded.ToString();
    }

    /// <summary>The decoded name of a file or folder, or the reason why it cannot be decoded.</summary>
    internal static (string? Name, string Why) Decode(string diskName, bool isFolder)
    {
        if (!PercentEncoding.TryDecode(diskName, out var name))
        {
            return (null, "its name is not valid percent-encoded UTF-8; write % as %25");
        }

        var plain = !isFolder && name.EndsWith('/') ? name[..^1] : name;
        return plain is not ("" or "." or "..") && plain.AsSpan().IndexOfAny('/', '\0') < 0
            ? (name, "")
            : (null, "its name decodes to '.', '..' or an empty name, or contains an encoded '/' or NUL");
    }
}
