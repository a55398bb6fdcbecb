namespace InputSdk.S3.Store;

/// <summary>
/// The key order of S3: the order of the UTF-8 bytes. <see cref="string.CompareOrdinal(string, string)"/> compares
/// UTF-16 code units, which gives another order for characters outside the Basic Multilingual Plane.
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

    /// <summary>Surrogates encode code points above U+FFFF, so they rank after U+E000 to U+FFFF.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
