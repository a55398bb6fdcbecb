using InputSdk;

namespace InputHost.Sinks;

/// <summary>
/// Closes the files of a folder as numbered segments, and deletes old segments. A file is renamed first, and then the
/// new number is stored, so that a kill in between is recognized by the missing open file.
/// </summary>
internal sealed class FolderSegments
{
    private readonly string _folder;
    private readonly IFolderState _state;
    private readonly Rotation _rotation;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, long> _numbers;
    private readonly Dictionary<string, DateTimeOffset> _written = [];

    public FolderSegments(string folder, IFolderState state, Rotation rotation, TimeProvider time)
    {
        (_folder, _state, _rotation, _time) = (folder, state, rotation, time);
        _numbers = new Dictionary<string, long>(state.Segments());
        foreach (var (name, _) in state.Lengths().Where(file => file.Value > 0))
        {
            _written[name] = WrittenAt(Path.Combine(folder, name));
        }

        DeleteOld();
    }

    /// <summary>Completes the closing of segments that a kill interrupted.</summary>
    public static void Recover(string folder, IFolderState state)
    {
        var numbers = state.Segments();
        foreach (var (name, length) in state.Lengths())
        {
            var next = numbers.GetValueOrDefault(name) + 1;
            var segment = new FileInfo(Path.Combine(folder, SegmentName.Of(name, next)));
            if (length > 0 && !File.Exists(Path.Combine(folder, name)) && segment.Exists && segment.Length == length)
            {
                state.CloseSegment(name, next);
            }
        }
    }

    /// <param name="name">The name of the open file.</param>
    /// <param name="length">Its committed length.</param>
    public bool IsDue(string name, long length)
    {
        if (!_written.TryGetValue(name, out var written))
        {
            written = _written[name] = _time.GetUtcNow();
        }

        return _rotation.IsDue(length, written, _time.GetUtcNow());
    }

    /// <summary>Closes a file, which must be flushed and covered by a stored checkpoint.</summary>
    /// <exception cref="HostException">A file with the name of the segment exists.</exception>
    public void Close(string name)
    {
        var number = _numbers.GetValueOrDefault(name) + 1;
        var segment = SegmentName.Of(name, number);
        if (File.Exists(Path.Combine(_folder, segment)))
        {
            throw new HostException(
                ErrorKind.Config,
                $"{Path.Combine(_folder, name)} cannot be closed as a segment: {segment} exists in the folder. "
                    + "Move that file to another folder, and run again."
            );
        }

        FolderDisk.Rename(_folder, name, segment);
        _state.CloseSegment(name, number);
        _numbers[name] = number;
        _written.Remove(name);
        DeleteOld();
    }

    private static DateTimeOffset WrittenAt(string path) => new(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);

    /// <summary>Deletes only files with the name of a closed segment of this folder.</summary>
    private void DeleteOld()
    {
        if (_rotation.Retain is not { } age)
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(_folder, "*.ndjson"))
        {
            if (
                SegmentName.Parse(Path.GetFileName(path)) is var (name, number)
                && number <= _numbers.GetValueOrDefault(name)
                && _time.GetUtcNow() - WrittenAt(path) > age
            )
            {
                File.Delete(path);
            }
        }
    }
}
