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

    /// <summary>Reads the lines of a file.</summary>
    /// <exception cref="HostException">The file cannot be read.</exception>
    public OutputFileLines Read(string name, Action<ReadOnlySpan<byte>> line) =>
        Guarded(Path, () => OutputFileLines.Read(System.IO.Path.Combine(Path, name), line));

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
