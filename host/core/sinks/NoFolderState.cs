namespace InputHost.Sinks;

/// <summary>A folder whose files no state covers: it must be empty.</summary>
internal sealed class NoFolderState : IFolderState
{
    public IReadOnlyDictionary<string, long> Lengths() => new Dictionary<string, long>();

    public IReadOnlyDictionary<string, long> Segments() => new Dictionary<string, long>();

    public string? OtherFolder() => null;

    public void Register(string name) { }

    public void CloseSegment(string name, long number) { }
}
