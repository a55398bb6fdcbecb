namespace InputSdk.S3;

/// <summary>
/// Objects of a pass that were denied or broke off before any other could be read: single objects at
/// fault, or the source? The next one that is received whole tells.
/// </summary>
internal sealed class SuspectObjects
{
    private readonly List<(ObjectVersion Version, InputError Error)> _open = [];

    /// <summary>An object of this pass was received whole.</summary>
    public bool SourceIsAvailable { get; private set; }

    public int Count => _open.Count;

    public void Add(ObjectVersion version, InputError error) => _open.Add((version, error));

    /// <summary>The objects are at fault after all, one by one.</summary>
    public IReadOnlyList<(ObjectVersion Version, InputError Error)> Settle(bool sourceIsWell)
    {
        SourceIsAvailable |= sourceIsWell;
        var settled = _open.ToList();
        _open.Clear();
        return settled;
    }

    /// <summary>Too many to be a matter of single objects.</summary>
    public InputException ToSourceFault()
    {
        var first = _open[0].Error;
        return new InputException(
            first with
            {
                Message =
                    $"{first.Message} The same befell all {_open.Count} objects tried, so the fault is taken for the source's: none is passed over.",
            }
        );
    }
}
