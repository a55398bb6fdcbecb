using System.Text.Unicode;
using InputSdk.S3.Buffering;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Formats;

/// <summary>A format that is declared as a template.</summary>
internal sealed class TemplateWriter(CompiledTemplate template, LogDefinition log, RecordBuffer output) : IRecordWriter
{
    private readonly byte[][] _fixed = new byte[template.Fixed.Count][];
    private readonly int _time = log.TimeColumn;

    private RecordSource? _source;
    private RecordIds? _ids;

    public RecordBuffer Output => output;

    public int Growth => 8;

    public void Start(RecordSource source)
    {
        if (source == _source)
        {
            return;
        }

        (_source, _ids) = (source, new RecordIds(source.IdPrefix));
        foreach (var (index, part) in template.Fixed.Index())
        {
            _fixed[index] = part.Evaluate(source.Parts) is { } value ? RecordBuffer.Json(value) : [];
        }
    }

    public RowIssues Write(PaddedText text, FieldOffsets row, long line)
    {
        var state = new TemplateRow(text, row, output, _fixed, _ids!, line);
        template.Root.Write(ref state);
        output.Raw("\n"u8);
        var isValid = row.IsPlain || Utf8.IsValid(text.Span[row.Line]);
        var hasTime = _time < 0 || state.TryReadTime(_time, out _);
        return (isValid ? RowIssues.None : RowIssues.InvalidText)
            | (hasTime ? RowIssues.None : RowIssues.UnreadableTime);
    }
}
