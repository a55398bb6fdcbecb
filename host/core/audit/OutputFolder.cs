using System.Text;
using System.Text.Json;
using InputHost.Sinks;
using InputSdk;

namespace InputHost.Audit;

/// <summary>Finds the files of an output folder, including the numbered files of a rotated output.</summary>
internal sealed class OutputFolder
{
    private const string Extension = ".ndjson";
    private const int MinDigits = 6;

    private readonly List<string> _names;

    private OutputFolder(string path, List<string> names) => (Path, _names) = (path, names);

    public string Path { get; }

    /// <summary>
    /// All records are in files of <c>--envelope</c> and have an ID. If there are also files without IDs, records are
    /// compared by content.
    /// </summary>
    public bool HasIds =>
        _names.Any(name => IsOf(EnvelopeFormat.FileName, name))
        && _names.TrueForAll(name => IsOf(EnvelopeFormat.FileName, name) || IsOf(MessageFormat.Rejects, name));

    /// <exception cref="HostException">The folder does not exist or cannot be read.</exception>
    public static OutputFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new HostException(
                ErrorKind.Config,
                $"The output folder {path} does not exist. Specify the folder that read --out writes to."
            );
        }

        return Guarded(
            path,
            () =>
                new OutputFolder(
                    path,
                    [
                        .. Directory
                            .EnumerateFiles(path, "*" + Extension)
                            .Select(file => System.IO.Path.GetFileName(file))
                            .Order(StringComparer.Ordinal),
                    ]
                )
        );
    }

    /// <summary>The files with this name: <c>name.ndjson</c> and <c>name-000001.ndjson</c>.</summary>
    public IEnumerable<string> FilesOf(string fileName) => _names.Where(name => IsOf(fileName, name));

    /// <summary>The formats of the records in the files. Null is the native format, which is the last one.</summary>
    /// <param name="known">The IDs of the formats of the connector.</param>
    public IReadOnlyList<string?> Formats(IReadOnlyList<string> known)
    {
        var found = _names
            .Where(name => !IsOf(EnvelopeFormat.FileName, name) && !IsOf(MessageFormat.Rejects, name))
            .Select(name => known.FirstOrDefault(format => IsInFormat(format, name)))
            .ToHashSet();
        if (known.Count > 1)
        {
            foreach (var name in FilesOf(EnvelopeFormat.FileName))
            {
                Read(name, line => AddFormat(line, known, found));
            }
        }

        return found.Count == 0 ? [null] : [.. found.OrderBy(format => format is null).ThenBy(format => format)];
    }

    /// <summary>Reads the lines of a file.</summary>
    /// <exception cref="HostException">The file cannot be read.</exception>
    public OutputFileLines Read(string name, Action<ReadOnlySpan<byte>> line) =>
        Guarded(Path, () => OutputFileLines.Read(System.IO.Path.Combine(Path, name), line));

    private static bool IsInFormat(string format, string name) =>
        (SegmentName.Parse(name)?.File ?? name).EndsWith($".{format}{Extension}", StringComparison.Ordinal);

    /// <summary>Adds the format of a message that is a record.</summary>
    private static void AddFormat(ReadOnlySpan<byte> line, IReadOnlyList<string> known, HashSet<string?> found)
    {
        try
        {
            if (EnvelopeLine.Parse(line) is { IsRecord: true, Format: var format })
            {
                var id = Encoding.UTF8.GetString(format);
                found.Add(known.Contains(id) ? id : null);
            }
        }
        catch (JsonException)
        {
            // The comparison counts the line as invalid.
        }
    }

    private static bool IsOf(string fileName, string name)
    {
        if (name == fileName)
        {
            return true;
        }

        var start = fileName[..^Extension.Length] + "-";
        return name.StartsWith(start, StringComparison.Ordinal)
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && name[start.Length..^Extension.Length] is { Length: >= MinDigits } digits
            && digits.All(char.IsAsciiDigit);
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(ErrorKind.Config, $"The output folder {path} cannot be read: {e.Message}");
        }
    }
}
