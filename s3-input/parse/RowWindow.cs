using System.Runtime.InteropServices;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>
/// The lines around a row, and the properties of each line. It depends only on the bytes around the row, not on how
/// these lines were read, and keeps the properties of lines for the next row.
/// </summary>
internal sealed class RowWindow(LogDefinition log, Limits limits)
{
    private readonly int[] _widths = [.. log.Widths];
    private readonly FieldOffsets _fields = new();
    private readonly ColumnChecks _columns = new(log);
    private readonly DelimiterRepair _readings = new(log);
    private readonly List<LineFacts> _lines = [];
    private int _row;

    /// <summary>The lines in order, including the row.</summary>
    public ReadOnlySpan<LineFacts> Lines => CollectionsMarshal.AsSpan(_lines);

    /// <summary>The index of the row in the lines.</summary>
    public int Row => _row;

    /// <summary>Forgets all lines, because the next text is a different one.</summary>
    public void Clear()
    {
        _lines.Clear();
        _row = 0;
    }

    /// <summary>Moves to a row.</summary>
    /// <param name="text">
    /// The text, which starts with a line and contains the complete window of the row, as <see cref="DecidableTo"/>
    /// requires.
    /// </param>
    /// <param name="start">The start of the row.</param>
    /// <param name="isEnd">The object ends with this text, so the text after the last LF is also a line.</param>
    public void MoveTo(PaddedText text, int start, bool isEnd)
    {
        while (_row < _lines.Count && _lines[_row].Start < start)
        {
            _row++;
        }

        if (_row == _lines.Count || _lines[_row].Start != start)
        {
            _lines.Clear();
            for (var at = StartBefore(text.Span, start, limits); at <= start; at = _lines[^1].Next)
            {
                _lines.Add(FactsOf(text, at, NextOf(text.Span, at) ?? text.Length));
            }

            _row = _lines.Count - 1;
        }

        Forget();
        var last = _lines[_row].Next + limits.RowBytes;
        while (
            _lines.Count - 1 - _row < limits.RowLines
            && _lines[^1].Next is var at
            && at < text.Length
            && (NextOf(text.Span, at) ?? (isEnd ? text.Length : int.MaxValue)) is var next
            && next <= last
        )
        {
            _lines.Add(FactsOf(text, at, next));
        }
    }

    /// <summary>The start of the window of a row.</summary>
    /// <param name="text">The text before and after; its first byte is the start of a line.</param>
    /// <param name="row">The start of the row.</param>
    /// <param name="limits">The limits.</param>
    public static int StartBefore(ReadOnlySpan<byte> text, int row, Limits limits)
    {
        var (start, least) = (row, Math.Max(0, row - limits.RowBytes));
        for (var lines = 0; lines < limits.RowLines && start > least; lines++)
        {
            var end = text[least..(start - 1)].LastIndexOf((byte)'\n');
            if (end < 0 && least > 0)
            {
                // The line ends here but starts outside the window.
                return text[least - 1] == '\n' ? least : start;
            }

            start = least + end + 1;
        }

        return start;
    }

    /// <summary>The end of the lines whose windows are complete, in a text that continues.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limits">The limits.</param>
    public static int DecidableTo(ReadOnlySpan<byte> text, Limits limits)
    {
        var least = Math.Max(0, text.Length - limits.RowBytes);
        var start = text.LastIndexOf((byte)'\n') + 1;
        for (var lines = 0; lines < limits.RowLines && start > least; lines++)
        {
            start = text[..(start - 1)].LastIndexOf((byte)'\n') + 1;
        }

        return Math.Max(start, least);
    }

    /// <summary>The properties of a line, without its window.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="next">The first byte after its end.</param>
    public LineFacts FactsOf(PaddedText text, int start, int next)
    {
        _fields.Split(text.Span, start, next, log.Delimiter);
        if (_fields.LineStart == _fields.LineEnd)
        {
            return new LineFacts(start, next, Width: 0, IsNatural: false, IsClosed: false, ClosedNarrower: 0);
        }

        var width = _fields.Count;
        if (Array.IndexOf(_widths, width) < 0 || !_columns.AreValid(text, _fields))
        {
            return new LineFacts(start, next, width, IsNatural: false, IsClosed: false, ClosedNarrower: 0);
        }

        var isClosed = _columns.AreClosed(_fields);
        return new LineFacts(start, next, width, IsNatural: true, isClosed, isClosed ? 0 : ClosedNarrower(text, width));
    }

    private int ClosedNarrower(PaddedText text, int width)
    {
        var narrower = 0;
        for (var i = 0; _widths[i] < width; i++)
        {
            narrower |= _readings.Count(text, _fields, _widths[i], closedOnly: true) > 0 ? 1 << i : 0;
        }

        return narrower;
    }

    private static int? NextOf(ReadOnlySpan<byte> text, int start) =>
        text[start..].IndexOf((byte)'\n') is var end and >= 0 ? start + end + 1 : null;

    private void Forget()
    {
        var (first, start) = (Math.Max(0, _row - limits.RowLines), _lines[_row].Start);
        while (start - _lines[first].Start > limits.RowBytes)
        {
            first++;
        }

        _lines.RemoveRange(0, first);
        _row -= first;
    }
}

/// <summary>The properties of a line, without its window.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Next">The first byte after its end.</param>
/// <param name="Width">Its number of fields; 0 if it is empty.</param>
/// <param name="IsNatural">Its width is declared, and each column contains a valid value.</param>
/// <param name="IsClosed">It is natural, and every text before the last column ends with a space.</param>
/// <param name="ClosedNarrower">
/// If it is natural and not closed, the narrower declared widths at which it has a closed reading, as bits.
/// </param>
internal readonly record struct LineFacts(
    int Start,
    int Next,
    int Width,
    bool IsNatural,
    bool IsClosed,
    int ClosedNarrower
);
