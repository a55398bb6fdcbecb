namespace LocalS3;

/// <summary>
/// S3's order of keys: by the bytes of their UTF-8. .NET's ordinal order is by UTF-16 and puts the
/// characters beyond U+FFFF before those from U+E000.
/// </summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        var at = a.CommonPrefixLength(b);
        return at == a.Length || at == b.Length ? a.Length.CompareTo(b.Length) : Rank(a[at]).CompareTo(Rank(b[at]));
    }

    public static bool IsAfter(string key, string other) => Instance.Compare(key, other) > 0;

    /// <summary>Moves surrogates, which only occur beyond U+FFFF, behind all other characters.</summary>
    private static int Rank(char c) =>
        c < 0xD800 ? c
        : c < 0xE000 ? c + 0x2000
        : c - 0x800;
}
