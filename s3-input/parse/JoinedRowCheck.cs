using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>
/// Checks whether a line consists of two rows whose line end was lost, for example where two files were joined: it then
/// contains the values of the first columns of a row a second time.
/// </summary>
internal sealed class JoinedRowCheck
{
    private readonly LogDefinition _log;
    private readonly int _length;

    /// <param name="log">
    /// The log. Its first columns are those up to the second one that always has a value of a checked format.
    /// </param>
    public JoinedRowCheck(LogDefinition log)
    {
        _log = log;
        var formed = log
            .Columns.Index()
            .Skip(1)
            .Where(column => column.Item.Shape is ColumnShape.Integer or ColumnShape.Word or ColumnShape.Time)
            .ToList();
        _length = formed.Count > 1 ? formed[1].Index + 1 : log.Widths[0];
    }

    /// <summary>
    /// Whether another row starts inside the line. Its first value is joined to the value before it, so only the next
    /// values are checked.
    /// </summary>
    /// <param name="text">The text that contains the line.</param>
    /// <param name="line">The line.</param>
    public bool IsJoined(PaddedText text, FieldOffsets line)
    {
        for (var first = _log.Widths[0] - 1; first + _length <= line.Count; first++)
        {
            var column = 1;
            while (
                column < _length && ColumnFormats.Holds(_log.Columns[column].Shape, line.Value(text, first + column))
            )
            {
                column++;
            }

            if (column == _length)
            {
                return true;
            }
        }

        return false;
    }
}
