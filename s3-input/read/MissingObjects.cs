using InputSdk.S3.Listing;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>
/// Objects of a page that a GET did not find, until a listing shows whether each is gone. One listing serves all of
/// them. It is requested at the end of the page, when enough objects are missing that the source may be at fault, or
/// when there is no space for the ids of objects that are resolved in the meantime.
/// </summary>
internal sealed class MissingObjects(MissingObjectCheck confirmation, int mostBeforeAny)
{
    private readonly List<(ObjectVersion Version, string Prefix, string Answer)> _pending = [];
    private bool _wasConfirmed;

    public int Count => _pending.Count;

    /// <summary>
    /// The limit of missing objects before the first confirmation is reached, so the server itself may be at fault.
    /// </summary>
    public bool MustKnow => !_wasConfirmed && _pending.Count >= mostBeforeAny;

    /// <param name="version">The object.</param>
    /// <param name="prefix">The prefix under which it was listed.</param>
    /// <param name="answer">The response to the GET.</param>
    public void Add(ObjectVersion version, string prefix, string answer) => _pending.Add((version, prefix, answer));

    /// <summary>The objects in the order in which they were added, and whether a listing still contains them.</summary>
    public async Task<IReadOnlyList<(ObjectVersion Version, bool IsListed, string Answer)>> ConfirmAsync(
        CancellationToken cancellationToken
    )
    {
        var listed = new HashSet<ObjectVersion>();
        foreach (var group in _pending.GroupBy(missing => missing.Prefix, StringComparer.Ordinal))
        {
            listed.UnionWith(
                await confirmation.ListedAsync(group.Key, group.Select(missing => missing.Version), cancellationToken)
            );
        }

        var confirmed = _pending
            .Select(missing => (missing.Version, MissingObjectCheck.Has(listed, missing.Version), missing.Answer))
            .ToList();
        _pending.Clear();
        _wasConfirmed = true;
        return confirmed;
    }
}
