using System.Text;
using System.Text.Json;
using InputSdk.S3.Buffering;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Formats;

/// <summary>
/// The format <c>enriched</c>: time, id, the named parts of the object, object and line before the columns.
/// </summary>
internal sealed class EnrichedWriter : IRecordWriter
{
    private readonly NativeWriter _native;
    private readonly IReadOnlyList<string> _parts;
    private readonly int _time;
    private RecordSource? _source;
    private RecordIds? _ids;

    // What all records of the object have between the id and the number of the line.
    private byte[] _middle = [];

    public EnrichedWriter(LogDefinition log, IReadOnlyList<string> parts, RecordBuffer output)
    {
        (_native, _parts, Output) = (new NativeWriter(log, output), parts, output);
        _time = log.TimeColumn;
    }

    public RecordBuffer Output { get; }

    public int Growth => 4;

    public void Start(RecordSource source)
    {
        if (source != _source)
        {
            (_source, _ids, _middle) = (source, new RecordIds(source.IdPrefix), Middle(source));
        }
    }

    public RowIssues Write(PaddedText text, FieldOffsets row, long line)
    {
        Output.Raw("{\"_time\":"u8);
        var hasTime = LogTime.TryRead(Value(text, row), out var time);
        if (hasTime)
        {
            LogTime.WriteRfc3339(Output, time);
        }
        else
        {
            Output.Raw("null"u8);
        }

        Output.Raw(",\"_id\":\""u8);
        _ids!.Write(Output, line);
        Output.Raw(_middle);
        Output.Number(line);
        var columns = Output.Length;
        var issues = _native.Write(text, row, line);

        // The columns continue the same object.
        Output.Bytes[columns] = (byte)',';
        return hasTime || _time < 0 ? issues : issues | RowIssues.UnreadableTime;
    }

    private ReadOnlySpan<byte> Value(PaddedText text, FieldOffsets row) =>
        _time >= 0 && _time < row.Count ? row.Value(text, _time).Span : [];

    private byte[] Middle(RecordSource source)
    {
        var middle = new StringBuilder("\"");
        foreach (var name in _parts)
        {
            var value = source.Parts.TryGetValue(name, out var part) ? Quoted(part) : "null";
            middle.Append($",{Quoted($"_{name}")}:{value}");
        }

        return Encoding.UTF8.GetBytes(middle.Append($",\"_object\":{Quoted(source.Address)},\"_line\":").ToString());
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, RecordBuffer.Encoder)}\"";
}
