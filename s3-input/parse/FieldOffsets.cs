namespace InputSdk.S3;

/// <summary>Where the fields of one line of a text stand; set anew for the next line.</summary>
/// <param name="ends">Where fields end, those of this line somewhere among them.</param>
/// <param name="valueEnds">Where their values end.</param>
internal sealed class FieldOffsets(int[] ends, int[] valueEnds)
{
    /// <summary>More no record can have; of a longer line no field is asked for.</summary>
    public const int Most = Limits.Columns + Limits.SurplusDelimiters;

    private int _first;

    public FieldOffsets()
        : this(new int[Most], new int[Most]) { }

    /// <summary>The line's first byte.</summary>
    public int LineStart { get; private set; }

    /// <summary>The first byte behind the line, which is that of its end.</summary>
    public int LineEnd { get; private set; }

    public int Count { get; private set; }

    /// <summary>The line is printable ASCII without <c>"</c> and <c>\</c>: its values are JSON as they stand.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Where each field ends, trailing spaces included; the next one starts behind the delimiter there.</summary>
    public ReadOnlySpan<int> Ends => ends.AsSpan(_first, Count);

    /// <summary>Where each field ends, trailing spaces left out.</summary>
    public ReadOnlySpan<int> ValueEnds => valueEnds.AsSpan(_first, Count);

    public Range Line => LineStart..LineEnd;

    /// <summary>The place of a field as it stands between its delimiters.</summary>
    public Range Raw(int index) => Start(index)..ends[_first + index];

    /// <summary>A field without its trailing spaces.</summary>
    public PaddedText Value(PaddedText text, int index) => text.To(valueEnds[_first + index]).From(Start(index));

    public bool EndsWithSpace(int index) => valueEnds[_first + index] < ends[_first + index];

    /// <summary>Takes the fields of a line.</summary>
    public void Set(in Line line)
    {
        _first = line.First;
        (LineStart, LineEnd, Count, IsPlain) = (line.Start, line.End, line.Count, !line.IsOdd);
    }

    /// <summary>Takes the fields of one line that is not among many.</summary>
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

    /// <summary>Finds where the fields of a line end, up to <see cref="Most"/> of them.</summary>
    /// <returns>How many fields the line has.</returns>
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

    /// <summary>Has the line end before its CR, and each value before all its spaces.</summary>
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

    /// <summary>Takes other fields over, some of them joined with the delimiters between them.</summary>
    /// <param name="fields">The fields to join.</param>
    /// <param name="lasts">For each joined field the last one that belongs to it.</param>
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
