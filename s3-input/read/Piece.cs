using System.Numerics;
using System.Runtime.ExceptionServices;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Read;

/// <summary>
/// A part of the text of an object, and the records and rejected lines of its lines. One worker decodes and parses it
/// while it is in the cache of its core. Pieces are delivered in order.
/// </summary>
internal sealed class Piece : IDisposable
{
    private byte[] _text;
    private byte[] _records = [];
    private int _recordBytes;

    /// <param name="text">The buffer of its text, from <see cref="Buffers"/>. <see cref="Dispose"/> returns it.</param>
    /// <param name="first">The start of the window of its first row.</param>
    /// <param name="start">The start of its first line.</param>
    /// <param name="to">The end of its last line.</param>
    /// <param name="end">
    /// The end of its text. The lines after <paramref name="to"/> only belong to the windows of its rows.
    /// </param>
    public Piece(byte[] text, int first, int start, int to, int end) =>
        (_text, First, Start, To, End) = (text, first, start, to, end);

    public int First { get; }

    public int Start { get; }

    public int To { get; }

    public int End { get; }

    /// <summary>The text of the object ends with this piece.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The number of lines of the object before this piece.</summary>
    public long LinesBefore { get; init; }

    /// <summary>Its batches and rejected lines, in order.</summary>
    public List<PieceOutput> Outputs { get; } = [];

    /// <summary>The number of lines of the object up to the end of this piece.</summary>
    public long LinesAfter { get; set; }

    public long BlankLines { get; set; }

    /// <summary>Its lines can be those of the log: one can be read as a row, or the object is empty.</summary>
    public bool IsLog { get; set; }

    /// <summary>It is probably not text.</summary>
    public bool LooksBinary { get; set; }

    public bool IsEmpty => Start == End;

    public int Rejected { get; set; }

    /// <summary>The error that follows its lines.</summary>
    public InputError? Fault { get; set; }

    /// <summary>A bug of the program.</summary>
    public ExceptionDispatchInfo? Unexpected { get; set; }

    /// <summary>Its lines are parsed.</summary>
    public bool IsParsed { get; set; }

    /// <summary>The bytes that it uses of the quota that all objects share.</summary>
    public long Reserved { get; set; }

    /// <summary>
    /// The bytes of its buffers, which are powers of two. Computed from their content: a pool may return a larger
    /// buffer than requested, and other work of the process must not change the order in which objects are read.
    /// </summary>
    public long BufferBytes => BufferOf(_text, End + PaddedText.Padding) + BufferOf(_records, _recordBytes);

    /// <summary>Its text, including the windows of its rows.</summary>
    public PaddedText Text => new(_text, First, End - First);

    /// <summary>A part of its text.</summary>
    public ReadOnlyMemory<byte> Raw(int start, int length) => _text.AsMemory(start, length);

    /// <summary>A part of its records.</summary>
    public ReadOnlyMemory<byte> Records(int start, int length) => _records.AsMemory(start, length);

    /// <summary>Takes ownership of the buffer of its records, from <see cref="Buffers"/>.</summary>
    public void Keep(byte[] records, int length) => (_records, _recordBytes) = (records, length);

    /// <summary>Returns the text if no rejected line needs it.</summary>
    public void ReleaseText()
    {
        if (Rejected == 0)
        {
            Buffers.Return(ref _text);
        }
        else if (_text.Length > 2 * BufferOf(_text, End + PaddedText.Padding))
        {
            // The buffer has the size of a whole piece. A piece that waits to be delivered keeps only what it needs.
            var fitting = Buffers.Rent(End + PaddedText.Padding);
            _text.AsSpan(0, End).CopyTo(fitting);
            Buffers.Return(ref _text);
            _text = fitting;
        }
    }

    public void Dispose()
    {
        Buffers.Return(ref _text);
        Buffers.Return(ref _records);
    }

    private static uint BufferOf(byte[] buffer, int bytes) =>
        buffer.Length == 0 ? 0 : BitOperations.RoundUpToPowerOf2((uint)bytes);
}

/// <summary>A batch of records or a rejected line of a piece.</summary>
/// <param name="Start">
/// Its first byte: in the records of the piece for a batch, in its text for a rejected line.
/// </param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Count">The number of records of a batch; 0 for a rejected line.</param>
/// <param name="Ordinal">The number of its first line in the object.</param>
/// <param name="LinesAfter">The number of lines of the object that are delivered after it.</param>
/// <param name="Notes">The counts of special records of the batch.</param>
/// <param name="Error">The reason why the line was rejected.</param>
internal readonly record struct PieceOutput(
    int Start,
    int Length,
    int Count,
    long Ordinal,
    long LinesAfter,
    RecordNotes Notes,
    InputError? Error
);
