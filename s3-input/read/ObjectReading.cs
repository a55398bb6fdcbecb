using System.Text.Unicode;

namespace InputSdk.S3;

/// <summary>
/// Turns the text of one object into batches and rejected lines. It is pulled step by step, because
/// there is one buffer for the records and it belongs to whoever pulled until the next step.
/// </summary>
internal sealed class ObjectReading
{
    private readonly LogDefinition _log;
    private readonly Limits _limits;
    private readonly RowReader _rows;
    private readonly RecordWriter _writer;
    private readonly RecordOrigin _origin;
    private readonly ObjectText _text;
    private readonly long _linesDone;
    private readonly int _width;
    private byte[] _buffer;
    private int _start;

    // Where the text begins that lines were found in last.
    private int _found;
    private int _end;
    private bool _isEnd;

    /// <param name="text">The object.</param>
    /// <param name="origin">Where it is.</param>
    /// <param name="linesDone">Lines that were handed over by an earlier read, to be passed over.</param>
    /// <param name="tools">What is used again from object to object.</param>
    /// <param name="limits">The bounds.</param>
    public ObjectReading(ObjectText text, RecordOrigin origin, long linesDone, ReadingTools tools, Limits limits)
    {
        (_log, _rows, _writer) = (tools.Log, tools.Rows, tools.Writer);
        _limits = limits;
        _text = text;
        _origin = origin;
        _linesDone = linesDone;
        _isEnd = text.IsWhole;
        _buffer = text.Buffer;
        _end = text.WindowLength;
        CheckLineLengths();
        var width = _rows.WidthOf(text.Padded, text.IsWhole);
        if (width is null && !text.IsGzip && !text.Window.IsEmpty)
        {
            throw Errors.Of(ErrorCode.NotALog,
                $"{text.Place}: expected gzip (1F 8B 08) or lines of the {_log.Title.ToLowerInvariant()}, found "
                + $"{Convert.ToHexString(text.Window[..Math.Min(8, text.WindowLength)])} and no such line.");
        }

        _width = width ?? _log.Columns.Count;
    }

    /// <summary>Lines passed so far, blank ones included.</summary>
    public long LinesRead { get; private set; }

    public long BlankLines { get; private set; }

    private bool IsBlank => _rows.Line.LineStart == _rows.Line.LineEnd;

    /// <summary>The next batch or rejected line; null at the end of the object, which then was verified.</summary>
    public async ValueTask<InputMessage?> NextAsync()
    {
        while (true)
        {
            if (Step() is { } message)
            {
                return message;
            }

            if (_isEnd)
            {
                return null;
            }

            await FillAsync();
        }
    }

    /// <summary>Null when more text is needed, or none is left.</summary>
    private InputMessage? Step()
    {
        _writer.Clear();
        var (count, first, notes) = (0, 0L, default(RecordNotes));
        while (HasLine())
        {
            var text = new PaddedText(_buffer, _found, _end - _found);
            for (; _rows.HasLine; _rows.Pass())
            {
                var taken = _rows.Next(text);
                var ordinal = LinesRead + 1;
                if (_rows.LineBytes > _limits.LineBytes)
                {
                    return count > 0 ? Batch(count, first, notes) : throw LineTooLong(ordinal);
                }

                if (ordinal <= _linesDone || IsBlank)
                {
                    // The records behind a line that gives none are not consecutive with those before.
                    if (count > 0)
                    {
                        return Batch(count, first, notes);
                    }

                    BlankLines += IsBlank ? 1 : 0;
                    Passed(taken);
                    continue;
                }

                var verdict = _rows.Read(text, _width);
                if (verdict is RowVerdict.Rejected)
                {
                    return count > 0 ? Batch(count, first, notes) : Rejected(text, taken);
                }

                Passed(taken);
                first = count++ == 0 ? ordinal : first;
                if (!_writer.Write(text, _rows.Row) | verdict != RowVerdict.Record | _rows.Row.Count > _log.Columns.Count)
                {
                    notes = Note(notes, verdict, isValidText: _rows.Row.IsPlain || Utf8.IsValid(text.Span[_rows.Row.Line]));
                }

                if (_writer.Length >= _limits.BatchBytes)
                {
                    _rows.Pass();
                    return Batch(count, first, notes);
                }
            }
        }

        return count > 0 ? Batch(count, first, notes) : null;
    }

    private bool HasLine()
    {
        if (!_rows.HasLine && _start < _end)
        {
            _found = _start;
            _rows.Find(new PaddedText(_buffer, _found, _end - _found), _isEnd);
        }

        return _rows.HasLine;
    }

    private void Passed(int bytes)
    {
        _start += bytes;
        LinesRead++;
    }

    private RecordNotes Note(RecordNotes notes, RowVerdict verdict, bool isValidText) => notes with
    {
        Repaired = notes.Repaired + (verdict == RowVerdict.Repaired ? 1 : 0),
        InvalidText = notes.InvalidText + (isValidText ? 0 : 1),
        Surplus = notes.Surplus + (_rows.Row.Count > _log.Columns.Count ? 1 : 0),
    };

    private RecordBatch Batch(int count, long first, RecordNotes notes) => new()
    {
        LogType = _log.Id,
        Origin = _origin with { Ordinal = first },
        Count = count,
        Records = _writer.Written,
        Notes = notes,
    };

    /// <summary>The current line, which is passed.</summary>
    private RejectedLine Rejected(PaddedText text, int taken)
    {
        var (code, reason) = _rows.Explain(text, _width);
        var (line, ordinal) = (_rows.Line.Line, LinesRead + 1);
        _rows.Pass();
        Passed(taken);
        return new RejectedLine
        {
            LogType = _log.Id,
            Origin = _origin with { Ordinal = ordinal },
            Raw = _buffer.AsMemory(_found)[line],
            Error = Errors.Of(code, $"{_text.Place}, line {ordinal}: {reason}").Error,
        };
    }

    private async ValueTask FillAsync()
    {
        if (_end - _start > _limits.LineBytes)
        {
            throw LineTooLong(LinesRead + 1);
        }

        var piece = await _text.NextAsync(_buffer.AsMemory(_start.._end));
        (_buffer, _start, _end, _isEnd) = (piece.Buffer, piece.Start, piece.Start + piece.Length, piece.IsEnd);
    }

    /// <summary>Before the first record leaves: of a whole object nothing is emitted if one line is too long.</summary>
    private void CheckLineLengths()
    {
        // From line end to line end, each as far ahead as a line may reach: few bytes are looked at.
        var rest = _text.Window;
        while (rest.Length > _limits.LineBytes)
        {
            var end = rest[..(_limits.LineBytes + 1)].LastIndexOf((byte)'\n');
            if (end < 0)
            {
                throw LineTooLong(_text.Window[..^rest.Length].Count((byte)'\n') + 1);
            }

            rest = rest[(end + 1)..];
        }
    }

    private InputException LineTooLong(long number) => Errors.Of(ErrorCode.TooLarge,
        $"{_text.Place}, line {number}: the line is longer than {_limits.LineBytes} bytes.");
}

/// <summary>What is made once for a read and used for each of its objects, one at a time.</summary>
internal sealed class ReadingTools(LogDefinition log)
{
    public LogDefinition Log { get; } = log;

    public RowReader Rows { get; } = new(log);

    public RecordWriter Writer { get; } = new(log);
}
