using InputSdk;

namespace InputHost.Read;

/// <summary>
/// Reports the unread objects of a run: parked objects as last reported, and archived objects by folder. There can be
/// hundreds of thousands, so only some are shown and the others are counted.
/// </summary>
internal sealed class UnreadReport
{
    /// <summary>The number of objects and folders that are shown.</summary>
    public const int Shown = 5;

    /// <summary>The maximum number of parked objects that are kept. A checkpoint holds about as many.</summary>
    private const int MaxKept = 4_000;

    private readonly UnreadObjects _parked = new(MaxKept);
    private readonly ArchivedFolders _archived = new();
    private ArchivedFolders _archivedInPass = new();
    private int _parkedNotKept;
    private int _newInPass;
    private int _unreportedInPass;

    public long Parked => _parked.Count + _parkedNotKept;

    public long Archived => _archived.Count;

    /// <summary>The lines to show at the end of the run.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            var parked = _parked.All.Take(Shown).Select(Line);
            var more = Parked - Math.Min(_parked.Count, Shown);
            return
            [
                .. parked,
                .. More(more, "parked: and {0} more. Use --envelope to write a message for each."),
                .. _archived.Remarks,
            ];
        }
    }

    public void BeginPass()
    {
        // Objects that were not kept are reported again if they are still parked.
        (_parkedNotKept, _newInPass, _unreportedInPass) = (0, 0, 0);
        _archivedInPass = new ArchivedFolders();
    }

    /// <returns>A line to show at once; null if the object is known or enough lines were shown.</returns>
    public string? Note(ObjectSkipped skipped)
    {
        switch (skipped.Reason)
        {
            case SkipReason.Parked:
                return NoteParked(skipped);
            case SkipReason.Archived:
                _parked.Remove(skipped.Origin);
                _archived.Add(skipped.Origin);
                _archivedInPass.Add(skipped.Origin);
                return _archivedInPass.Count == 1 ? $"skipped: {skipped.Message}" : null;
            default:
                _parked.Remove(skipped.Origin);
                return null;
        }
    }

    /// <summary>A part of the object was read, so it is no longer parked.</summary>
    public void NoteRead(in RecordOrigin origin) => _parked.Remove(origin);

    /// <summary>The lines to show at the end of a pass, for what <see cref="Note"/> did not return.</summary>
    public IEnumerable<string> PassRemarks =>
        [
            .. More(_unreportedInPass, "parked: and {0} more in this pass."),
            .. _archivedInPass.Count > 1 ? _archivedInPass.Remarks : [],
        ];

    private string? NoteParked(ObjectSkipped skipped)
    {
        var unread = UnreadObject.Of(skipped);
        _parkedNotKept += _parked.TryKeep(unread, out var before) ? 0 : 1;
        if (before?.Attempts == unread.Attempts)
        {
            return null;
        }

        _unreportedInPass += _newInPass >= Shown ? 1 : 0;
        return _newInPass++ < Shown ? Line(unread) : null;
    }

    private static string Line(UnreadObject unread) => $"parked: {unread.Message}";

    private static IEnumerable<string> More(long count, string format) =>
        count > 0 ? [format.Replace("{0}", $"{count:N0}", StringComparison.Ordinal)] : [];

    /// <summary>
    /// The number of archived objects by the folder of their key. The first folders are kept, the others are counted.
    /// </summary>
    private sealed class ArchivedFolders
    {
        private readonly SortedDictionary<string, long> _folders = new(StringComparer.Ordinal);
        private long _beyond;
        private string _last = "";

        public long Count { get; private set; }

        public IEnumerable<string> Remarks
        {
            get
            {
                foreach (var (folder, count) in _folders)
                {
                    yield return $"archived: {Plural.Count(count, "object")} in {folder}";
                }

                if (_beyond > 0)
                {
                    yield return $"archived: and {_beyond:N0} more in other folders up to {_last}";
                }

                if (Count > 0)
                {
                    yield return "archived: restore the objects, then read their days with --days FROM..TO.";
                }
            }
        }

        public void Add(in RecordOrigin origin)
        {
            Count++;
            var folder = $"s3://{origin.Container}/{origin.Object.AsSpan(0, origin.Object.LastIndexOf('/') + 1)}";
            if (_folders.Count < Shown || _folders.ContainsKey(folder))
            {
                _folders[folder] = _folders.GetValueOrDefault(folder) + 1;
                return;
            }

            _beyond++;
            _last = string.CompareOrdinal(folder, _last) > 0 ? folder : _last;
        }
    }
}
