namespace InputSdk.S3;

/// <summary>
/// Where the fields of one line stand, without their trailing spaces; used again for the next line.
/// </summary>
internal sealed class Fields
{
    private Range[] _raw = new Range[64];
    private Range[] _trimmed = new Range[64];

    public int Count { get; private set; }

    /// <summary>The place of a field without its trailing spaces.</summary>
    public Range this[int index] => _trimmed[index];

    /// <summary>The place of a field as it stands between its delimiters.</summary>
    public Range Raw(int index) => _raw[index];

    public void Split(ReadOnlySpan<byte> line, byte delimiter)
    {
        Count = 0;
        var start = 0;
        while (true)
        {
            var length = line[start..].IndexOf(delimiter);
            Add(line, start, length < 0 ? line.Length : start + length);
            if (length < 0)
            {
                return;
            }

            start += length + 1;
        }
    }

    /// <summary>Takes other fields over, some of them joined with the delimiters between them.</summary>
    /// <param name="line">The line.</param>
    /// <param name="fields">The fields to join.</param>
    /// <param name="ends">For each joined field the last one that belongs to it.</param>
    public void Join(ReadOnlySpan<byte> line, Fields fields, IReadOnlyList<int> ends)
    {
        Count = 0;
        var first = 0;
        foreach (var end in ends)
        {
            Add(line, fields.Raw(first).Start.Value, fields.Raw(end).End.Value);
            first = end + 1;
        }
    }

    private void Add(ReadOnlySpan<byte> line, int start, int end)
    {
        if (Count == _raw.Length)
        {
            Array.Resize(ref _raw, Count * 2);
            Array.Resize(ref _trimmed, Count * 2);
        }

        _raw[Count] = start..end;
        _trimmed[Count++] = start..(start + line[start..end].TrimEnd((byte)' ').Length);
    }
}
