using System.Runtime.CompilerServices;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>Checks whether the columns of a row contain values of their formats.</summary>
internal sealed class ColumnChecks(LogDefinition log)
{
    // Separate, because most columns are integers, and one vector comparison checks an integer.
    private readonly (int Column, int Least)[] _integers =
    [
        .. Of(log)
            .Where(column => ColumnFormats.IsInteger(column.Shape))
            .Select(column => (column.Column, column.Shape == ColumnShape.Integer ? 1 : 0)),
    ];

    private readonly (int Column, ColumnShape Shape)[] _others =
    [
        .. Of(log).Where(column => !ColumnFormats.IsInteger(column.Shape)),
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

    /// <summary>
    /// Whether each column of the row contains a valid value. Not inlined, so that the loops have enough registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public bool AreValid(PaddedText text, FieldOffsets row)
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

    /// <summary>The first column of the row whose value is not valid.</summary>
    public Column FirstFault(PaddedText text, FieldOffsets row)
    {
        foreach (var (column, shape) in Of(log))
        {
            if (!ColumnFormats.Holds(shape, row.Value(text, column)))
            {
                return log.Columns[column];
            }
        }

        throw new InvalidOperationException("All columns contain valid values.");
    }

    private static IEnumerable<(int Column, ColumnShape Shape)> Of(LogDefinition log) =>
        log.Columns.Select((column, i) => (i, column.Shape)).Where(column => !ColumnFormats.IsText(column.Shape));
}
