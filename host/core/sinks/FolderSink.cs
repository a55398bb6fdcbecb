using InputSdk;

namespace InputHost.Sinks;

/// <summary>
/// Writes files in a folder. Each file is truncated to its committed length when it is opened, because the next
/// run reads again what a killed run wrote after that length.
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

    /// <param name="folder">The folder of the files; created if it does not exist.</param>
    /// <param name="format">The format of the messages.</param>
    /// <param name="committed">The committed lengths of the files, from the state file.</param>
    /// <param name="register">Stores the name of a file before the file is created.</param>
    /// <exception cref="HostException">The folder is not writable, or its files do not match the state.</exception>
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
                            ErrorKind.Config,
                            $"{Path.Combine(folder, file!)} does not belong to the state of this run, and was not "
                                + "changed. Specify an empty folder, or the state file that it belongs to."
                        );
                    }
                }

                sink.Truncate();
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
    /// Keeps what was flushed, even if storing its checkpoint failed: whether the checkpoint was stored is known
    /// only when the state is opened again. The files are then truncated to the stored lengths.
    /// </summary>
    public void Rollback()
    {
        HostException? fault = null;
        foreach (var (name, file) in _files)
        {
            try
            {
                Writing(() => file.Truncate(_committed[name]));
            }
            catch (HostException e)
            {
                // The other files are truncated too.
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
        // Files contain only committed messages, and an error is never committed.
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
            throw new HostException(
                ErrorKind.Internal,
                $"The connector returned a log type that is not a valid file name: {name}. "
                    + "Report this error to the author of the connector."
            );
        }

        if (_committed.TryAdd(name, 0))
        {
            _register(name);
        }

        Guarded(_folder, () => _files[name] = new OutputFile(Path.Combine(_folder, name), _committed[name]));
        return _files[name];
    }

    private void Truncate()
    {
        foreach (var (name, length) in _committed)
        {
            var path = Path.Combine(_folder, name);
            var found = File.Exists(path) ? new FileInfo(path).Length : 0;
            if (found < length)
            {
                throw new HostException(
                    ErrorKind.Checkpoint,
                    $"{path} has {found} bytes, but the state file records {length} bytes. Restore the file, or read "
                        + "everything again with --full into an empty folder."
                );
            }

            // Opened even if there is nothing to truncate, so that a file that is not writable is reported now.
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
            throw new HostException(ErrorKind.Config, $"The output folder {folder} cannot be written: {e.Message}");
        }
    }
}
