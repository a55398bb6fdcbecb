namespace InputSdk.S3;

/// <summary>
/// Finds out how a row with too many delimiters can be read. A reading gives each free text one field
/// or more, and every other column one; it is possible when all anchors hold and every text before
/// the last column ends with the space that the log closes texts with, so that a delimiter without a
/// space before it is no separator. Only a row with exactly one reading is read: of two, nobody
/// could tell which is true.
/// </summary>
internal sealed class Repair(LogDefinition log)
{
    private readonly List<int> _ends = [];

    /// <summary>Puts the row's only reading into <paramref name="joined"/>; false when there is none or more than one.</summary>
    public bool TryRead(PaddedText text, Fields split, int width, Fields joined)
    {
        var surplus = split.Count - width;
        if (surplus is < 1 or > Limits.SurplusDelimiters)
        {
            return false;
        }

        // From the last column to the first: in how many ways the columns from here on can take all
        // fields from here on, when so much of the surplus was used before; more than two counts as two.
        Span<byte> after = stackalloc byte[Limits.SurplusDelimiters + 1];
        Span<byte> here = stackalloc byte[Limits.SurplusDelimiters + 1];
        Span<byte> taken = stackalloc byte[(Limits.SurplusDelimiters + 1) * width];
        after[surplus] = 1;
        for (var column = width - 1; column >= 0; column--)
        {
            here.Clear();
            for (var used = 0; used <= surplus; used++)
            {
                for (var more = 0; used + more <= surplus && (more == 0 || IsFree(column)); more++)
                {
                    if (after[used + more] > 0 && Fits(text, split, column, column + used, column + used + more, width))
                    {
                        here[used] = (byte)Math.Min(2, here[used] + after[used + more]);
                        taken[(column * (Limits.SurplusDelimiters + 1)) + used] = (byte)more;
                    }
                }
            }

            here.CopyTo(after);
        }

        if (after[0] != 1)
        {
            return false;
        }

        _ends.Clear();
        for (int column = 0, used = 0; column < width; column++)
        {
            used += taken[(column * (Limits.SurplusDelimiters + 1)) + used];
            _ends.Add(column + used);
        }

        joined.Join(split, _ends);
        return true;
    }

    private bool IsFree(int column) => column < log.Columns.Count && log.Columns[column].Shape == ColumnShape.FreeText;

    private bool Fits(PaddedText text, Fields split, int column, int first, int last, int width)
    {
        if (column >= log.Columns.Count)
        {
            return true;
        }

        var shape = log.Columns[column].Shape;
        return Shapes.IsText(shape)
            ? column == width - 1 || split.EndsWithSpace(last)
            : Shapes.Holds(shape, split.Value(text, first));
    }
}
