using System.Numerics;
using System.Runtime.ExceptionServices;

namespace InputSdk.S3;

/// <summary>
/// A part of the text of an object, and what its lines became. One worker decodes and parses it while it is in the
/// cache of its core. It is handed over when its turn comes.
/// </summary>
internal sealed class Piece : IDisposable
{
    private byte[] _text;
    private byte[] _records = [];
    private int _recordBytes;

    /// <param name="text">The buffer of its text, from <see cref="Buffers"/>; returned by <see cref="Dispose"/>.</param>
    /// <param name="first">The start of the lines that decide how its first row is read.</param>
    /// <param name="start">The start of its first line.</param>
    /// <param name="to">Its lines end here or before.</param>
    /// <param name="end">The end of its text. The lines after <paramref name="to"/> only decide how its rows are read.</param>
    public Piece(byte[] text, int first, int start, int to, int end) =>
        (_text, First, Start, To, End) = (text, first, start, to, end);

    public int First { get; }

    public int Start { get; }

    public int To { get; }

    public int End { get; }

    /// <summary>The text of the object ends with that of this piece.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The lines of the object before those of this piece.</summary>
    public long LinesBefore { get; init; }

    /// <summary>Its batches and rejected lines in order.</summary>
    public List<PieceOutput> Products { get; } = [];

    /// <summary>The lines of the object up to its end.</summary>
    public long LinesAfter { get; set; }

    public long BlankLines { get; set; }

    /// <summary>Its lines can be those of the log: one can be read as a row, or the object has none.</summary>
    public bool IsLog { get; set; }

    /// <summary>It is probably no text.</summary>
    public bool LooksBinary { get; set; }

    public bool IsEmpty => Start == End;

    public int Rejected { get; set; }

    /// <summary>The fault that follows its lines.</summary>
    public InputError? Fault { get; set; }

    /// <summary>A fault of the program.</summary>
    public ExceptionDispatchInfo? Unexpected { get; set; }

    /// <summary>Its lines were parsed.</summary>
    public bool IsParsed { get; set; }

    /// <summary>The bytes that are taken for it from what all objects share.</summary>
    public long Reserved { get; set; }

    /// <summary>
    /// The bytes of its buffers, which are powers of two. Told from what is in them: a pool may give a larger buffer than
    /// it was asked for, and what else a process does must not decide the order in which objects are read.
    /// </summary>
    public long BufferBytes => BufferOf(_text, End + PaddedText.Padding) + BufferOf(_records, _recordBytes);

    /// <summary>Its text with the lines around that decide how its rows are read.</summary>
    public PaddedText Text => new(_text, First, End - First);

    /// <summary>A part of its text.</summary>
    public ReadOnlyMemory<byte> Raw(int start, int length) => _text.AsMemory(start, length);

    /// <summary>A part of its records.</summary>
    public ReadOnlyMemory<byte> Records(int start, int length) => _records.AsMemory(start, length);

    /// <summary>Takes over the buffer of its records, from <see cref="Buffers"/>.</summary>
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
            // The buffer is made for a whole piece. A piece that waits for its turn keeps no more than it needs.
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
/// <param name="Start">Its first byte: of a batch in the records of the piece, of a rejected line in its text.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Count">The records of a batch; 0 for a rejected line.</param>
/// <param name="Ordinal">The number of its first line in the object.</param>
/// <param name="LinesAfter">The lines of the object that are done once it is handed over.</param>
/// <param name="Notes">What the batch has besides plain records.</param>
/// <param name="Error">Why the line was rejected.</param>
internal readonly record struct PieceOutput(
    int Start,
    int Length,
    int Count,
    long Ordinal,
    long LinesAfter,
    RecordNotes Notes,
    InputError? Error
);
