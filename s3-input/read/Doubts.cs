namespace InputSdk.S3;

/// <summary>
/// Objects of a pass that were denied or broke off before any other could be read: single objects at
/// fault, or the source? The next one that is received whole tells.
/// </summary>
internal sealed class Doubts
{
    private readonly List<(ObjectVersion Version, InputError Error)> _open = [];
    private int _parkedBefore;

    /// <summary>An object of this pass was received whole.</summary>
    public bool SourceIsWell { get; private set; }

    /// <summary>
    /// Those that speak against the source. One that is parked already was taken for the object's own
    /// fault: that it fails again tells nothing of the source, and must not hold others.
    /// </summary>
    public int Count => _open.Count - _parkedBefore;

    public void Add(ObjectVersion version, InputError error, bool isParked)
    {
        _open.Add((version, error));
        _parkedBefore += isParked ? 1 : 0;
    }

    /// <summary>The objects are at fault after all, one by one.</summary>
    public IReadOnlyList<(ObjectVersion Version, InputError Error)> Settle(bool sourceIsWell)
    {
        SourceIsWell |= sourceIsWell;
        var settled = _open.ToList();
        _open.Clear();
        _parkedBefore = 0;
        return settled;
    }

    /// <summary>Too many to be a matter of single objects.</summary>
    public InputException AsFaultOfTheSource()
    {
        var first = _open[0].Error;
        return new InputException(first with
        {
            Message = $"{first.Message} The same befell all {_open.Count} objects tried, so the fault is taken for the source's: none is passed over.",
        });
    }
}
