namespace LocalS3;

/// <summary>
/// S3's key order: by UTF-8 bytes. .NET's ordinal order compares UTF-16 code units and sorts characters above U+FFFF
/// before those from U+E000.
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

    /// <summary>Sorts surrogates, which only occur above U+FFFF, after all other characters.</summary>
    private static int Rank(char c) =>
        c < 0xD800 ? c
        : c < 0xE000 ? c + 0x2000
        : c - 0x800;
}
