using InputSdk.S3.Configuration;
using InputSdk.S3.Listing;
using InputSdk.S3.Store;

namespace InputSdk.S3.Check;

/// <summary>
/// Finds one log to test, with few requests on any bucket: lists the first page of each root, and a page that starts a
/// month ago, because another log type can have been delivered when the oldest objects were written.
/// </summary>
internal sealed class SampleLogFinder(
    S3Config config,
    InputDefinition definition,
    DateOnly today,
    Func<ListRequest, CancellationToken, Task<ListPage>> list
)
{
    private const int RecentDays = 31;

    private readonly DayFolders _days = new(definition.Layout.DayFolder);
    private readonly Dictionary<LogDefinition, int> _ofType = [];

    /// <summary>
    /// The number of keys whose names contain the log type but do not have the form of a log name, and the first.
    /// </summary>
    public (int Count, string First) Similar { get; private set; }

    /// <summary>The roots that were listed so far.</summary>
    public List<string> Roots { get; } = [];

    /// <summary>A log of the chosen type that is not archived; null if none was found yet.</summary>
    public ObjectVersion? Log { get; private set; }

    /// <summary>An archived log of the chosen type; null if none was found yet.</summary>
    public ObjectVersion? Archived { get; private set; }

    /// <summary>The number of objects that were listed, except for folder markers.</summary>
    public int Objects { get; private set; }

    /// <summary>True if everything under the roots was listed.</summary>
    public bool SawAll { get; private set; } = true;

    /// <summary>
    /// True if there are folder markers: empty objects whose keys end with a slash, which consoles create.
    /// </summary>
    public bool HasMarkers { get; private set; }

    /// <summary>The first and the last day folder that were found, in the order of the listing.</summary>
    public (string First, string Last)? Days { get; private set; }

    /// <summary>The first key that was listed, as an example for messages.</summary>
    public string? AnyKey { get; private set; }

    /// <summary>The other log types that were found, the most frequent first.</summary>
    public IEnumerable<(LogDefinition Log, int Count)> OtherTypes =>
        _ofType
            .Where(seen => seen.Key.Id != config.Log.Id)
            .OrderByDescending(seen => seen.Value)
            .Select(seen => (seen.Key, seen.Value));

    /// <summary>Lists one root.</summary>
    public async Task ListRootAsync(string root, CancellationToken cancellationToken)
    {
        var page = await list(new ListRequest { Prefix = root }, cancellationToken);
        Roots.Add(root);
        AddPage(root, page);
        if (Log is null && page.IsTruncated)
        {
            SawAll = false;

            // The name of a folder sorts before every key in it.
            AddPage(
                root,
                await list(
                    new ListRequest { Prefix = root, StartAfter = _days.Of(root, today.AddDays(-RecentDays)) },
                    cancellationToken
                )
            );
        }
    }

    private void AddPage(string root, ListPage page)
    {
        foreach (var version in page.Objects)
        {
            if (version.Size == 0 && version.Key.EndsWith('/'))
            {
                HasMarkers = true;
                continue;
            }

            Objects++;
            AnyKey ??= version.Key;
            if (_days.FolderOf(root, version.Key) is { } day)
            {
                Days = (Days?.First ?? day, day);
            }

            if (
                definition.Logs.FirstOrDefault(log => log.ObjectName.Matches(version.Key)) is not { } type
                || version.Size == 0
            )
            {
                NoteSimilar(version);
                continue;
            }

            _ofType[type] = _ofType.GetValueOrDefault(type) + 1;
            if (type.Id == config.Log.Id)
            {
                (Log, Archived) = version.IsArchived ? (Log, version) : (version, Archived);
            }
        }
    }

    private void NoteSimilar(ObjectVersion version)
    {
        if (
            config.Log.ObjectName.Resembles(version.Key)
            && !definition.Logs.Any(log => log.ObjectName.Matches(version.Key))
        )
        {
            Similar = (Similar.Count + 1, Similar.Count == 0 ? version.Key : Similar.First);
        }
    }
}
