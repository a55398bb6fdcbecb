using InputSdk;

namespace InputHost;

/// <summary>
/// The objects that a person has to look at: parked ones, as they were last told of, and archived
/// ones by folder. There may be hundreds of thousands, so only some are kept and the rest is counted.
/// </summary>
internal sealed class UnreadObjects
{
    /// <summary>Objects and folders that are shown.</summary>
    public const int Shown = 5;

    /// <summary>Parked objects that are kept one by one; what a checkpoint can hold is of this order.</summary>
    private const int MostKept = 4_000;

    private readonly Dictionary<Id, ObjectSkipped> _parked = [];
    private readonly ArchivedFolders _archived = new();
    private ArchivedFolders _archivedInPass = new();
    private int _parkedBeyond;
    private int _news;
    private int _newsUntold;

    public long Parked => _parked.Count + _parkedBeyond;

    public long Archived => _archived.Count;

    /// <summary>What to show in the end.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            var parked = _parked.Values.Take(Shown).Select(Words);
            var more = Parked - Math.Min(_parked.Count, Shown);
            return
            [
                .. parked,
                .. More(more, "parked: and {0} more; --envelope writes a message for each."),
                .. _archived.Remarks,
            ];
        }
    }

    public void BeginPass()
    {
        // The objects beyond the kept ones are told of again if they still are parked.
        (_parkedBeyond, _news, _newsUntold) = (0, 0, 0);
        _archivedInPass = new ArchivedFolders();
    }

    /// <returns>A line that someone who watches the read should see at once; null when it is known or one of many.</returns>
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

    /// <summary>Something of the object was read, so it is no longer parked; when that fails later, it is told again.</summary>
    public void NoteRead(RecordOrigin origin)
    {
        if (_parked.Count > 0)
        {
            _parked.Remove(new Id(origin));
        }
    }

    /// <summary>What happened in the pass beyond the lines that <see cref="Note"/> returned.</summary>
    public IEnumerable<string> PassRemarks =>
        [
            .. More(_newsUntold, "parked: and {0} more in this pass."),
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
            _parkedBeyond++;
        }

        if (known?.Attempts == skipped.Attempts)
        {
            return null;
        }

        _newsUntold += _news >= Shown ? 1 : 0;
        return _news++ < Shown ? Words(skipped) : null;
    }

    private static string Words(ObjectSkipped skipped) => $"parked: {skipped.Message}";

    private static IEnumerable<string> More(long count, string words) =>
        count > 0 ? [words.Replace("{0}", $"{count:N0}", StringComparison.Ordinal)] : [];

    private readonly record struct Id(string Container, string Object, string Version)
    {
        public Id(in RecordOrigin origin)
            : this(origin.Container, origin.Object, origin.Version) { }
    }

    /// <summary>Archived objects by the folder of their key. The first folders are kept, the others are one number.</summary>
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
                    yield return "archived: restore them, then read their days again with --days FROM..TO.";
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
