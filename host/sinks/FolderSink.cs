using InputSdk;

namespace InputHost;

/// <summary>
/// Files in a folder, each cut back to its committed length when it is opened: what a killed run wrote
/// behind it was never acknowledged and comes again.
/// </summary>
internal sealed class FolderSink : ISink
{
    private readonly string _folder;
    private readonly MessageFormat _format;
    private readonly Action<string> _register;
    private readonly Dictionary<string, long> _committed;
    private readonly Dictionary<string, OutputFile> _files = [];

    private FolderSink(
        string folder,
        MessageFormat format,
        IReadOnlyDictionary<string, long> committed,
        Action<string> register
    )
    {
        _folder = folder;
        _format = format;
        _committed = new Dictionary<string, long>(committed);
        _register = register;
    }

    /// <param name="folder">Where the files are; made when it is missing.</param>
    /// <param name="format">How messages are written.</param>
    /// <param name="committed">The committed lengths of the files that were written under the state.</param>
    /// <param name="register">Notes the name of a file before it is made.</param>
    /// <exception cref="HostException">The folder cannot be written, or holds other files than the state says.</exception>
    public static FolderSink Open(
        string folder,
        MessageFormat format,
        IReadOnlyDictionary<string, long> committed,
        Action<string> register
    )
    {
        var sink = new FolderSink(folder, format, committed, register);
        Guarded(
            folder,
            () =>
            {
                Directory.CreateDirectory(folder);
                TryWriting(folder);
                foreach (
                    var file in Directory
                        .EnumerateFiles(folder, "*.ndjson")
                        .Select(Path.GetFileName)
                        .Order(StringComparer.Ordinal)
                )
                {
                    if (!committed.ContainsKey(file!))
                    {
                        throw new HostException(
                            ExitCode.Usage,
                            $"{Path.Combine(folder, file!)} was not written under this state, so it is left as it is. Choose an empty folder, or the state file that it belongs to."
                        );
                    }
                }

                sink.CutBack();
            }
        );
        return sink;
    }

    public void Write(InputMessage message)
    {
        if (_format.FileOf(message) is { } name)
        {
            var file = FileOf(name);
            Writing(() => _format.Write(message, file.Stream));
        }
    }

    public IReadOnlyDictionary<string, long> Flush()
    {
        Writing(() =>
        {
            foreach (var (name, file) in _files)
            {
                _committed[name] = file.Flush();
            }
        });
        return _committed;
    }

    /// <summary>
    /// What was flushed stays, also when its checkpoint could not be stored: whether it was is known
    /// only when the state is opened again, and then the files are cut back to what it says.
    /// </summary>
    public void Rollback()
    {
        HostException? fault = null;
        foreach (var (name, file) in _files)
        {
            try
            {
                Writing(() => file.CutBack(_committed[name]));
            }
            catch (HostException e)
            {
                // The other files are cut back all the same.
                fault ??= e;
            }
        }

        if (fault is not null)
        {
            throw fault;
        }
    }

    public void WriteError(InputError error)
    {
        // A file holds what is committed; an error is none of it.
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private OutputFile FileOf(string name)
    {
        if (_files.TryGetValue(name, out var file))
        {
            return file;
        }

        if (Path.GetFileName(name) != name)
        {
            throw new HostException(ExitCode.Internal, $"The connector names a log type that is no file name: {name}.");
        }

        if (_committed.TryAdd(name, 0))
        {
            _register(name);
        }

        Guarded(_folder, () => _files[name] = new OutputFile(Path.Combine(_folder, name), _committed[name]));
        return _files[name];
    }

    private void CutBack()
    {
        foreach (var (name, length) in _committed)
        {
            var path = Path.Combine(_folder, name);
            var found = File.Exists(path) ? new FileInfo(path).Length : 0;
            if (found < length)
            {
                throw new HostException(
                    ExitCode.Checkpoint,
                    $"{path} has {found} bytes, but the state says that {length} were written to it. Restore it, or read everything again with --full into an empty folder."
                );
            }

            // Opened also where nothing is to be cut: that it cannot be written is better known now.
            if (File.Exists(path))
            {
                using var file = new OutputFile(path, length);
            }
        }
    }

    private static void TryWriting(string folder)
    {
        var path = Path.Combine(folder, $".inputhost-{Environment.ProcessId}");
        using (new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        { }
    }

    private void Writing(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (OutputFault.Is(e))
        {
            throw OutputFault.Of(e, $"The output folder {_folder}");
        }
    }

    private static void Guarded(string folder, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (OutputFault.IsFull(e))
        {
            throw OutputFault.Of(e, $"The output folder {folder}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(ExitCode.Usage, $"The output folder {folder} cannot be written: {e.Message}");
        }
    }
}
