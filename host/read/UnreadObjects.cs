using InputSdk;

namespace InputHost;

/// <summary>
/// The unread objects of a run: parked objects as last reported, and archived objects by folder. There can be
/// hundreds of thousands, so only some are kept and the others are counted.
/// </summary>
internal sealed class UnreadObjects
{
    /// <summary>The number of objects and folders that are shown.</summary>
    public const int Shown = 5;

    /// <summary>The maximum number of parked objects that are kept. A checkpoint holds about as many.</summary>
    private const int MostKept = 4_000;

    private readonly Dictionary<Id, ObjectSkipped> _parked = [];
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
            var parked = _parked.Values.Take(Shown).Select(Words);
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
                _parked.Remove(new Id(skipped.Origin));
                _archived.Add(skipped.Origin);
                _archivedInPass.Add(skipped.Origin);
                return _archivedInPass.Count == 1 ? $"skipped: {skipped.Message}" : null;
            default:
                _parked.Remove(new Id(skipped.Origin));
                return null;
        }
    }

    /// <summary>
    /// A part of the object was read, so it is no longer parked. If a later part fails, it is reported again.
    /// </summary>
    public void NoteRead(RecordOrigin origin)
    {
        if (_parked.Count > 0)
        {
            _parked.Remove(new Id(origin));
        }
    }

    /// <summary>The lines to show at the end of a pass, for what <see cref="Note"/> did not return.</summary>
    public IEnumerable<string> PassRemarks =>
        [
            .. More(_unreportedInPass, "parked: and {0} more in this pass."),
            .. _archivedInPass.Count > 1 ? _archivedInPass.Remarks : [],
        ];

    private string? NoteParked(ObjectSkipped skipped)
    {
        var id = new Id(skipped.Origin);
        var known = _parked.GetValueOrDefault(id);
        if (known is not null || _parked.Count < MostKept)
        {
            _parked[id] = skipped;
        }
        else
        {
            _parkedNotKept++;
        }

        if (known?.Attempts == skipped.Attempts)
        {
            return null;
        }

        _unreportedInPass += _newInPass >= Shown ? 1 : 0;
        return _newInPass++ < Shown ? Words(skipped) : null;
    }

    private static string Words(ObjectSkipped skipped) => $"parked: {skipped.Message}";

    private static IEnumerable<string> More(long count, string format) =>
        count > 0 ? [format.Replace("{0}", $"{count:N0}", StringComparison.Ordinal)] : [];

    private readonly record struct Id(string Container, string Object, string Version)
    {
        public Id(in RecordOrigin origin)
            : this(origin.Container, origin.Object, origin.Version) { }
    }

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
