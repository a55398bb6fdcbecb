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
    private readonly IFolderState _state;
    private readonly Dictionary<string, long> _committed;
    private readonly Dictionary<string, OutputFile> _files = [];
    private readonly FolderSegments? _segments;
    private bool _isCommitted = true;

    private FolderSink(string folder, MessageFormat format, IFolderState state, FolderSegments? segments)
    {
        (_folder, _format, _state, _segments) = (folder, format, state, segments);
        _committed = new Dictionary<string, long>(state.Lengths());
    }

    /// <param name="folder">The folder of the files; created if it does not exist.</param>
    /// <param name="format">The format of the messages.</param>
    /// <param name="state">What is stored about the files.</param>
    /// <param name="rotation">When files are closed as segments; null for never.</param>
    /// <param name="time">The clock for periods and ages of segments.</param>
    /// <exception cref="HostException">The folder is not writable, or its files do not match the state.</exception>
    public static FolderSink Open(
        string folder,
        MessageFormat format,
        IFolderState state,
        Rotation? rotation = null,
        TimeProvider? time = null
    )
    {
        FolderSink? sink = null;
        Guarded(
            folder,
            () =>
            {
                Directory.CreateDirectory(folder);
                TryWriting(folder);
                FolderSegments.Recover(folder, state);
                RefuseOtherFiles(folder, state);
                var segments = rotation is null
                    ? null
                    : new FolderSegments(folder, state, rotation, time ?? TimeProvider.System);
                sink = new FolderSink(folder, format, state, segments);
                sink.Truncate();
            }
        );
        return sink!;
    }

    public void Write(InputMessage message)
    {
        if (_format.FileOf(message) is { } name)
        {
            Rotate();
            _isCommitted = false;
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

    public void Committed()
    {
        _isCommitted = true;
        Rotate();
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

    public void Resume()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }

        _files.Clear();
        _committed.Clear();
        foreach (var (name, length) in _state.Lengths())
        {
            _committed[name] = length;
        }

        _isCommitted = true;
        Guarded(_folder, Truncate);
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
            _state.Register(name);
        }

        Guarded(_folder, () => _files[name] = new OutputFile(Path.Combine(_folder, name), _committed[name]));
        return _files[name];
    }

    /// <summary>Closes files as segments. A file is closed only while a stored checkpoint covers all of it.</summary>
    private void Rotate()
    {
        if (!_isCommitted || _segments is null)
        {
            return;
        }

        Guarded(
            _folder,
            () =>
            {
                foreach (var (name, _) in _committed.Where(file => _segments.IsDue(file.Key, file.Value)).ToList())
                {
                    if (_files.Remove(name, out var file))
                    {
                        file.Dispose();
                    }

                    _segments.Close(name);
                    _committed[name] = 0;
                }
            }
        );
    }

    private static void RefuseOtherFiles(string folder, IFolderState state)
    {
        var (committed, segments) = (state.Lengths(), state.Segments());
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*.ndjson")
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        )
        {
            var isSegment =
                SegmentName.Parse(file!) is var (name, number) && number <= segments.GetValueOrDefault(name);
            if (!committed.ContainsKey(file!) && !isSegment)
            {
                throw new HostException(
                    ErrorKind.Config,
                    $"{Path.Combine(folder, file!)} does not belong to the state of this run, and was not changed. "
                        + "Specify "
                        + (state.OtherFolder() is { } other ? $"the folder of this state, {other}, or " : "")
                        + "an empty folder, or the state file that it belongs to."
                );
            }
        }
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
