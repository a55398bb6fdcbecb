using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>
/// Finds all readings of a line as a row of one width. A reading assigns one or more fields, with the delimiters
/// between them, to each free text, and one field to every other column; each column that is not text contains a valid
/// value. A reading is closed if every text before the last column ends with a space, as Redshift writes it.
/// </summary>
internal sealed class DelimiterRepair(LogDefinition log)
{
    private readonly int[] _widths = [.. log.Widths];

    // The number of ways to assign the remaining fields to the remaining columns, by the surplus that was used before.
    private readonly byte[] _ways = new byte[(log.Columns.Count + 1) * (FieldOffsets.Most + 1)];

    /// <summary>The number of readings, at most two.</summary>
    /// <param name="text">The text that contains the line.</param>
    /// <param name="line">Its fields between delimiters; at most <see cref="Limits.Columns"/>.</param>
    /// <param name="width">The width, which must be declared.</param>
    /// <param name="closedOnly">Count only closed readings.</param>
    public int Count(PaddedText text, FieldOffsets line, int width, bool closedOnly)
    {
        var surplus = line.Count - width;
        if (surplus < 0)
        {
            return 0;
        }

        // From the last column to the first, so that each step knows the ways of the columns after it.
        var after = Ways(width, surplus);
        after.Clear();
        after[surplus] = 1;
        for (var column = width - 1; column >= 0; column--)
        {
            var here = Ways(column, surplus);
            var more = 0;
            for (var used = surplus; used >= 0; used--)
            {
                var fits = after[used] > 0 && Fits(text, line, width, column, column + used, closedOnly);

                // A free text can end at any later field; every other column is one field.
                more = Math.Min(2, (IsFree(column) ? more : 0) + (fits ? after[used] : 0));
                here[used] = (byte)more;
            }

            after = here;
        }

        return after[0];
    }

    /// <summary>Whether there is a reading of any width.</summary>
    public bool Any(PaddedText text, FieldOffsets line)
    {
        foreach (var width in _widths)
        {
            if (Count(text, line, width, closedOnly: false) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts the only closed reading into <paramref name="joined"/>.</summary>
    /// <param name="text">The text that contains the line.</param>
    /// <param name="line">Its fields between delimiters.</param>
    /// <param name="width">The width, of which <see cref="Count"/> finds one closed reading.</param>
    /// <param name="joined">Receives the row.</param>
    public void Join(PaddedText text, FieldOffsets line, int width, FieldOffsets joined)
    {
        if (Count(text, line, width, closedOnly: true) != 1)
        {
            throw new InvalidOperationException("The line does not have exactly one closed reading.");
        }

        var surplus = line.Count - width;
        Span<int> lasts = stackalloc int[width];
        for (int column = 0, used = 0; column < width; column++)
        {
            var after = Ways(column + 1, surplus);
            while (after[used] == 0 || !Fits(text, line, width, column, column + used, closedOnly: true))
            {
                used++;
            }

            lasts[column] = column + used;
        }

        joined.Join(line, lasts);
    }

    private Span<byte> Ways(int column, int surplus) => _ways.AsSpan(column * (FieldOffsets.Most + 1), surplus + 1);

    private bool IsFree(int column) => log.Columns[column].Shape == ColumnShape.FreeText;

    /// <summary>Whether a column can end with the field.</summary>
    private bool Fits(PaddedText text, FieldOffsets line, int width, int column, int field, bool closedOnly)
    {
        var shape = log.Columns[column].Shape;
        return ColumnFormats.IsText(shape)
            ? !closedOnly || column == width - 1 || line.EndsWithSpace(field)
            : ColumnFormats.Holds(shape, line.Value(text, field));
    }
}
