using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>The positions of the fields of one line in a text. The instance is reused for the next line.</summary>
/// <param name="ends">The ends of fields, including those of this line.</param>
/// <param name="valueEnds">The ends of their values.</param>
internal sealed class FieldOffsets(int[] ends, int[] valueEnds)
{
    /// <summary>The most fields of a record. The fields of a longer line are not read.</summary>
    public const int Most = Limits.Columns + Limits.SurplusDelimiters;

    private int _first;

    public FieldOffsets()
        : this(new int[Most], new int[Most]) { }

    /// <summary>The line's first byte.</summary>
    public int LineStart { get; private set; }

    /// <summary>The first byte after the line, which is the first byte of its line end.</summary>
    public int LineEnd { get; private set; }

    public int Count { get; private set; }

    /// <summary>
    /// The line is printable ASCII without <c>"</c> and <c>\</c>, so its values need no escaping in JSON.
    /// </summary>
    public bool IsPlain { get; private set; }

    /// <summary>The end of each field, including trailing spaces. The next field starts after the delimiter.</summary>
    public ReadOnlySpan<int> Ends => ends.AsSpan(_first, Count);

    /// <summary>The end of each field, excluding trailing spaces.</summary>
    public ReadOnlySpan<int> ValueEnds => valueEnds.AsSpan(_first, Count);

    public Range Line => LineStart..LineEnd;

    /// <summary>The range of a field between its delimiters.</summary>
    public Range Raw(int index) => Start(index)..ends[_first + index];

    /// <summary>A field without its trailing spaces.</summary>
    public PaddedText Value(PaddedText text, int index) => text.To(valueEnds[_first + index]).From(Start(index));

    public bool EndsWithSpace(int index) => valueEnds[_first + index] < ends[_first + index];

    /// <summary>Sets the fields to those of a line.</summary>
    public void Set(in Line line)
    {
        _first = line.First;
        (LineStart, LineEnd, Count, IsPlain) = (line.Start, line.End, line.Count, !line.IsOdd);
    }

    /// <summary>Splits a single line into its fields.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The line's first byte.</param>
    /// <param name="next">The first byte after its end.</param>
    /// <param name="delimiter">The byte between fields.</param>
    public void Split(ReadOnlySpan<byte> text, int start, int next, byte delimiter)
    {
        var end = next > start && text[next - 1] == '\n' ? next - 1 : next;
        (_first, LineStart, LineEnd, IsPlain) = (0, start, end, false);
        Count = SplitAt(text[start..end], start, delimiter, ends);
        Trim(text);
    }

    /// <summary>Finds the ends of the fields of a line, up to <see cref="Most"/> of them.</summary>
    /// <returns>The number of fields of the line.</returns>
    public static int SplitAt(ReadOnlySpan<byte> line, int start, byte delimiter, Span<int> ends)
    {
        var count = 0;
        for (int at = 0, to = 0; to < line.Length; at = to + 1)
        {
            var found = line[at..].IndexOf(delimiter);
            to = found < 0 ? line.Length : at + found;
            if (count < Most)
            {
                ends[count] = start + to;
            }

            count++;
        }

        return count;
    }

    /// <summary>Excludes the CR from the line, and trailing spaces from each value.</summary>
    public void Trim(ReadOnlySpan<byte> text)
    {
        var known = Math.Min(Count, Most);
        if (LineEnd > LineStart && text[LineEnd - 1] == '\r')
        {
            LineEnd--;
            ends[_first + known - 1] = Math.Min(ends[_first + known - 1], LineEnd);
        }

        for (var index = 0; index < known; index++)
        {
            valueEnds[_first + index] = Start(index) + text[Raw(index)].TrimEnd((byte)' ').Length;
        }
    }

    /// <summary>Sets the fields to others, some of them joined with the delimiters between them.</summary>
    /// <param name="fields">The fields to join.</param>
    /// <param name="lasts">For each joined field, the last field that belongs to it.</param>
    public void Join(FieldOffsets fields, ReadOnlySpan<int> lasts)
    {
        (_first, Count) = (0, 0);
        (LineStart, LineEnd, IsPlain) = (fields.LineStart, fields.LineEnd, fields.IsPlain);
        foreach (var last in lasts)
        {
            (ends[Count], valueEnds[Count]) = (fields.Ends[last], fields.ValueEnds[last]);
            Count++;
        }
    }

    private int Start(int index) => index == 0 ? LineStart : ends[_first + index - 1] + 1;
}
