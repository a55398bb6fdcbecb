using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>
/// Objects that failed before any object of the pass was received completely, so that the error can be that of the
/// objects or of the source. The next object that is received completely shows that the source is available.
/// </summary>
internal sealed class SuspectObjects
{
    private readonly List<(ObjectVersion Version, InputError Error)> _open = [];

    /// <summary>An object of this pass was received completely.</summary>
    public bool SourceIsAvailable { get; private set; }

    public int Count => _open.Count;

    public void Add(ObjectVersion version, InputError error) => _open.Add((version, error));

    /// <summary>Removes and returns the objects, because the errors are those of single objects.</summary>
    public IReadOnlyList<(ObjectVersion Version, InputError Error)> Settle(bool sourceIsAvailable)
    {
        SourceIsAvailable |= sourceIsAvailable;
        var settled = _open.ToList();
        _open.Clear();
        return settled;
    }

    /// <summary>The error of the source, because too many objects failed.</summary>
    public InputException ToSourceFault()
    {
        var first = _open[0].Error;
        return new InputException(
            first with
            {
                Message =
                    $"{first.Message} All {_open.Count} objects that were tried failed, "
                    + "so the source is assumed to be at fault. No object was skipped.",
            }
        );
    }
}
