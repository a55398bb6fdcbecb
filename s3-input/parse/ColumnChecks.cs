using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>The columns of a log that hold more than text, and whether those of a row do.</summary>
internal sealed class ColumnChecks(LogDefinition log)
{
    // Apart, since most of them are integers and those are told by one look each.
    private readonly (int Column, int Least)[] _integers =
    [
        .. Of(log)
            .Where(anchor => ColumnFormats.IsInteger(anchor.Shape))
            .Select(anchor => (anchor.Column, anchor.Shape == ColumnShape.Integer ? 1 : 0)),
    ];

    private readonly (int Column, ColumnShape Shape)[] _others =
    [
        .. Of(log).Where(anchor => !ColumnFormats.IsInteger(anchor.Shape)),
    ];

    private readonly int[] _texts =
    [
        .. log
            .Columns.Select((column, i) => (i, column.Shape))
            .Where(column => ColumnFormats.IsText(column.Shape))
            .Select(column => column.i),
    ];

    /// <summary>Whether each text before the last column ends with a space.</summary>
    public bool AreClosed(FieldOffsets row)
    {
        var ends = row.Ends;
        var valueEnds = row.ValueEnds;
        foreach (var column in _texts)
        {
            if (column >= ends.Length - 1)
            {
                break;
            }

            if (ends[column] == valueEnds[column])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether each column that the row has holds what it should. Not inlined, so that the loops have the registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public bool Hold(PaddedText text, FieldOffsets row)
    {
        ref var first = ref text.First;
        var ends = row.Ends;
        var valueEnds = row.ValueEnds;
        foreach (var (column, least) in _integers)
        {
            if (column >= ends.Length)
            {
                break;
            }

            var start = column == 0 ? row.LineStart : ends[column - 1] + 1;
            if (!ColumnFormats.IsInteger(ref Unsafe.Add(ref first, start), valueEnds[column] - start, least))
            {
                return false;
            }
        }

        foreach (var (column, shape) in _others)
        {
            if (column >= ends.Length)
            {
                break;
            }

            var start = column == 0 ? row.LineStart : ends[column - 1] + 1;
            if (!ColumnFormats.Holds(shape, ref Unsafe.Add(ref first, start), valueEnds[column] - start))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first column that does not.</summary>
    public Column FirstFault(PaddedText text, FieldOffsets row)
    {
        foreach (var (column, shape) in Of(log))
        {
            if (!ColumnFormats.Holds(shape, row.Value(text, column)))
            {
                return log.Columns[column];
            }
        }

        throw new InvalidOperationException("All columns hold what they should.");
    }

    private static IEnumerable<(int Column, ColumnShape Shape)> Of(LogDefinition log) =>
        log.Columns.Select((column, i) => (i, column.Shape)).Where(anchor => !ColumnFormats.IsText(anchor.Shape));
}
