namespace Common;

/// <summary>The number of characters to insert, delete or replace until two names are equal (Levenshtein).</summary>
internal static class EditDistance
{
    /// <summary>Compares two names without case, in time and memory of the product and sum of their lengths.</summary>
    public static int Of(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + change));
            }
        }

        return row[right.Length];
    }
}
