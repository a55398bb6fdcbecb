namespace InputSdk.S3;

/// <summary>
/// Objects of an emission that a GET did not find, until a listing says of each whether it is gone. The listing is
/// made once for all of them: at the end, when no other object was received and they may be the source's fault, or
/// when there is no room to remember what is resolved meanwhile.
/// </summary>
internal sealed class MissingObjects(MissingObjectCheck confirmation, int mostBeforeAny)
{
    private readonly List<(ObjectVersion Version, string Prefix, string Answer)> _pending = [];
    private bool _wasConfirmed;

    public int Count => _pending.Count;

    /// <summary>So many were not found before any object was received that the server itself may be at fault.</summary>
    public bool MustKnow => !_wasConfirmed && _pending.Count >= mostBeforeAny;

    /// <param name="version">The object.</param>
    /// <param name="prefix">The prefix under which it was listed.</param>
    /// <param name="answer">What the GET was answered.</param>
    public void Add(ObjectVersion version, string prefix, string answer) => _pending.Add((version, prefix, answer));

    /// <summary>The objects in the order in which they were added, and whether a listing shows them still.</summary>
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
