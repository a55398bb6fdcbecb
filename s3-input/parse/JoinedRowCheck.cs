namespace InputSdk.S3;

/// <summary>
/// What the first columns of a row hold. A line that holds it a second time is two rows: their line end was lost, as
/// where two files were joined.
/// </summary>
internal sealed class JoinedRowCheck
{
    private readonly LogDefinition _log;
    private readonly int _length;

    /// <param name="log">The log. Its first columns are those up to the second that always holds something with a form.</param>
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

    /// <summary>Whether another row starts inside the line. Its first value is joined to the one before, so only the next ones are checked.</summary>
    /// <param name="text">The text that the line is in.</param>
    /// <param name="line">The line.</param>
    public bool IsIn(PaddedText text, FieldOffsets line)
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
