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
    private byte[] _buffer;

    // The window of the next line starts at _first, the line at _start. It can be read if it ends at or before _to.
    private int _first;
    private int _start;
    private int _to;
    private int _end;
    private bool _isEnd;
    private int _rejected;

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
        _buffer = text.Buffer;
        CheckLineLengths();
        var start = ByteOrderMark(text.Window);
        SetText(start, start, text.WindowLength, text.IsWhole);
        if (_start < _end && !_rows.IsLog(Text, _isEnd) && (!text.IsGzip || LooksBinary(text.Window)))
        {
            throw Errors.Of(ErrorCode.NotALog,
                $"{text.Place}: expected gzip (1F 8B 08) or lines of the {_log.Title.ToLowerInvariant()}, found "
                + $"{Convert.ToHexString(text.Window[..Math.Min(8, text.WindowLength)])} and no such line.");
        }
    }

    /// <summary>Lines passed so far, blank ones included.</summary>
    public long LinesRead { get; private set; }

    public long BlankLines { get; private set; }

    private bool IsBlank => _rows.Line.LineStart == _rows.Line.LineEnd;

    /// <summary>The next line, with the lines around it.</summary>
    private PaddedText Text => new(_buffer, _first, _end - _first);

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
            var text = Text;
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

                var verdict = _rows.Read(text);
                if (verdict is RowVerdict.Rejected)
                {
                    return count > 0 ? Batch(count, first, notes) : Rejected(taken);
                }

                Passed(taken);
                first = count++ == 0 ? ordinal : first;
                var found = _rows.Found(text);
                if (!_writer.Write(found, _rows.Row) | verdict != RowVerdict.Record | _rows.Row.Count > _log.Columns.Count)
                {
                    notes = Note(notes, verdict, isValidText: _rows.Row.IsPlain || Utf8.IsValid(found.Span[_rows.Row.Line]));
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
        if (!_rows.HasLine && _start < _to)
        {
            _rows.Find(Text, _start - _first, _to - _first, _isEnd);
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
    private RejectedLine Rejected(int taken)
    {
        if (_rejected++ == _limits.RejectedLines)
        {
            throw Errors.Of(ErrorCode.NotALog,
                $"{_text.Place}: {_limits.RejectedLines} lines up to line {LinesRead} could not be read as rows of the {_log.Title.ToLowerInvariant()}. The next attempt continues after them.");
        }

        var (code, reason) = _rows.Explain(Text);
        var (start, length, ordinal) = (_start, _rows.Line.LineEnd - _rows.Line.LineStart, LinesRead + 1);
        _rows.Pass();
        Passed(taken);
        return new RejectedLine
        {
            LogType = _log.Id,
            Origin = _origin with { Ordinal = ordinal },
            Raw = _buffer.AsMemory(start, length),
            Error = Errors.Of(code, $"{_text.Place}, line {ordinal}: {reason}").Error,
        };
    }

    private async ValueTask FillAsync()
    {
        // Missing are only the lines that decide how a line is read, or the rest of one line.
        if (_end - _start > _limits.LineBytes && _buffer.AsSpan(_start, _limits.LineBytes + 1).IndexOf((byte)'\n') < 0)
        {
            throw LineTooLong(LinesRead + 1);
        }

        var first = _first + RowWindow.StartBefore(Text.Span, _start - _first, _limits);
        var piece = await _text.NextAsync(_buffer.AsMemory(first.._end));
        _buffer = piece.Buffer;
        SetText(piece.Start, piece.Start + _start - first, piece.Start + piece.Length, piece.IsEnd);
    }

    private void SetText(int first, int start, int end, bool isEnd)
    {
        (_first, _start, _end, _isEnd) = (first, start, end, isEnd);
        _to = isEnd ? end : first + RowWindow.DecidableTo(Text.Span, _limits);
        _rows.Clear();
    }

    /// <summary>Some tools write a byte order mark, which is not part of the first value.</summary>
    private static int ByteOrderMark(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>A log has no zero bytes; UTF-16 and most binary data have. Data that is still gzip has too many layers.</summary>
    private static bool LooksBinary(ReadOnlySpan<byte> text) => text.Contains((byte)0) || text.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

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
internal sealed class ReadingTools(LogDefinition log, Limits limits)
{
    public LogDefinition Log { get; } = log;

    public RowReader Rows { get; } = new(log, limits);

    public RecordWriter Writer { get; } = new(log);
}
