using InputSdk.S3.Buffering;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Formats;

/// <summary>A row while its record is written.</summary>
internal ref struct TemplateRow(
    PaddedText text,
    FieldOffsets row,
    RecordBuffer output,
    byte[][] fixedValues,
    RecordIds ids,
    long line
)
{
    private readonly PaddedText _text = text;

    // The column whose time was read last. A template usually uses the same one several times.
    private int _timeColumn = -1;
    private bool _hasTime;
    private DateTime _time;

    /// <summary>The declared columns whose text is in the record, one bit each.</summary>
    public ulong Written { get; set; }

    public readonly int Count => row.Count;

    public readonly RecordBuffer Output => output;

    public readonly ReadOnlySpan<byte> Value(int column) => column < row.Count ? row.Value(_text, column).Span : [];

    public readonly ReadOnlySpan<byte> Fixed(int index) => fixedValues[index];

    public readonly void WriteId() => ids.Write(output, line);

    public bool TryReadTime(int column, out DateTime time)
    {
        if (column != _timeColumn)
        {
            _hasTime = LogTime.TryRead(Value(column), out _time);
            _timeColumn = column;
        }

        time = _time;
        return _hasTime;
    }

    /// <summary>Writes the text of a column, which is not unmapped then.</summary>
    public void WriteColumn(int column)
    {
        WriteText(Value(column));
        Written |= 1UL << column;
    }

    /// <summary>Writes a part of the row as a string.</summary>
    public readonly void WriteText(ReadOnlySpan<byte> value)
    {
        if (row.IsPlain)
        {
            output.PlainText(value);
        }
        else
        {
            output.Text(value);
        }
    }
}
