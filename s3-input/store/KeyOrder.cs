namespace InputSdk.S3;

/// <summary>
/// S3's order of keys, that of their UTF-8 bytes. <see cref="string.CompareOrdinal(string, string)"/>
/// compares UTF-16 units and disagrees about keys beyond the Basic Multilingual Plane.
/// </summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length - right.Length;
        }

        return Rank(left[same]) - Rank(right[same]);
    }

    /// <summary>Surrogates stand for code points above U+FFFF, so they rank behind U+E000 to U+FFFF.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
