using InputSdk.S3.Buffering;
using InputSdk.S3.Formats;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Read;

/// <summary>Parses the lines of a piece and writes their records. One worker at a time uses it.</summary>
/// <param name="log">The log that contains the lines.</param>
/// <param name="limits">The limits.</param>
/// <param name="writer">The format of the records.</param>
internal sealed class PieceParser(LogDefinition log, Limits limits, IRecordWriter writer)
{
    private readonly RowReader _rows = new(log, limits);
    private readonly RecordBuffer _records = writer.Output;

    private Piece _piece = null!;
    private ObjectLines _of;
    private long _lines;
    private int _rejected;

    // The current batch.
    private int _batchStart;
    private int _count;
    private long _first;
    private RecordNotes _notes;

    /// <summary>Parses a piece, up to the line after which no more output is needed.</summary>
    /// <param name="piece">The piece, which receives the records and rejected lines.</param>
    /// <param name="of">The object.</param>
    public void Read(Piece piece, ObjectLines of)
    {
        (_piece, _of, _lines, _rejected) = (piece, of, piece.LinesBefore, 0);
        var text = piece.Text;
        var (start, to) = (piece.Start - piece.First, piece.To - piece.First);
        _rows.Clear();
        writer.Start(of.Source);
        _records.Clear(expected: writer.Growth * (to - start));
        StartBatch();
        var continues = true;
        for (var at = start; continues && at < to && _rows.Find(text, at, to, piece.IsEnd); )
        {
            for (; continues && _rows.HasLine; _rows.MoveNext())
            {
                var taken = _rows.Next(text);
                continues = ReadLine(text, at);
                (at, _lines) = (at + taken, _lines + 1);
                if (_records.Length - _batchStart >= limits.BatchBytes)
                {
                    EndBatch();
                }
            }
        }

        EndBatch();
        (piece.LinesAfter, piece.Rejected) = (_lines, _rejected);
        piece.IsLog =
            _records.Length > 0
            || piece is { LinesBefore: 0, IsEmpty: true }
            || _rows.IsLog(text.To(to).From(start), piece.IsEnd);
        piece.LooksBinary = !piece.IsLog && LooksBinary(piece);
        var length = _records.Length;
        piece.Keep(_records.Take(), length);
    }

    /// <summary>
    /// A log has no zero bytes; UTF-16 and most binary data have. Data that is still gzip has too many layers.
    /// </summary>
    private static bool LooksBinary(Piece piece) =>
        piece.Text.Span.Contains((byte)0)
        || (piece.LinesBefore == 0 && piece.Text.Span.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]));

    /// <returns>False if no more lines of the piece are needed.</returns>
    private bool ReadLine(PaddedText text, int at)
    {
        if (_rows.LineBytes > limits.LineBytes)
        {
            // This line is not delivered, so the count must not include it.
            _piece.Fault = _of.LineTooLong(_lines + 1, limits).Error;
            _lines--;
            return false;
        }

        var isBlank = _rows.Line.LineStart == _rows.Line.LineEnd;
        if (_lines < _of.LinesDone || isBlank)
        {
            // A line without a record interrupts the consecutive lines of a batch.
            EndBatch();
            _piece.BlankLines += isBlank ? 1 : 0;
            return true;
        }

        if (_rows.Read(text) is var verdict and not RowVerdict.Rejected)
        {
            Write(text, verdict);
            return true;
        }

        EndBatch();
        var (code, reason) = _rows.Explain(text);
        var error = Errors.Of(code, $"{_of.DisplayName}, line {_lines + 1}: {reason}").Error;
        _piece.Outputs.Add(
            new PieceOutput(
                _piece.First + at,
                _rows.Line.LineEnd - _rows.Line.LineStart,
                0,
                _lines + 1,
                _lines + 1,
                default,
                error
            )
        );
        return _rejected++ < limits.RejectedLines;
    }

    private void Write(PaddedText text, RowVerdict verdict)
    {
        _first = _count++ == 0 ? _lines + 1 : _first;
        var found = _rows.Found(text);
        var issues = writer.Write(found, _rows.Row, _lines + 1);
        if (issues != RowIssues.None | verdict != RowVerdict.Record | _rows.Row.Count > log.Columns.Count)
        {
            _notes = _notes with
            {
                Repaired = _notes.Repaired + (verdict == RowVerdict.Repaired ? 1 : 0),
                InvalidText = _notes.InvalidText + (issues.HasFlag(RowIssues.InvalidText) ? 1 : 0),
                Surplus = _notes.Surplus + (_rows.Row.Count > log.Columns.Count ? 1 : 0),
                UnreadableTime = _notes.UnreadableTime + (issues.HasFlag(RowIssues.UnreadableTime) ? 1 : 0),
            };
        }
    }

    private void StartBatch() => (_batchStart, _count, _notes) = (_records.Length, 0, default);

    private void EndBatch()
    {
        if (_count > 0)
        {
            var length = _records.Length - _batchStart;
            _piece.Outputs.Add(new PieceOutput(_batchStart, length, _count, _first, _lines, _notes, null));
            StartBatch();
        }
    }
}

/// <summary>The properties of an object that its parser needs.</summary>
/// <param name="DisplayName">The name of the object for messages.</param>
/// <param name="LinesDone">The number of lines that an earlier pass delivered.</param>
/// <param name="Source">The object for the records; only <c>native</c> needs none.</param>
internal readonly record struct ObjectLines(string DisplayName, long LinesDone, RecordSource Source = null!)
{
    public InputException LineTooLong(long number, Limits limits) =>
        Errors.Of(
            ErrorCode.TooLarge,
            $"{DisplayName}, line {number}: the line is longer than {limits.LineBytes} bytes."
        );
}
