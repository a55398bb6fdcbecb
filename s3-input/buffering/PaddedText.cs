using System.Runtime.InteropServices;

namespace InputSdk.S3.Buffering;

/// <summary>
/// Text in a buffer that continues after it, so that <see cref="Padding"/> bytes at a time can be read or copied from
/// any position of the text. The content of the bytes after the text is undefined.
/// </summary>
internal readonly ref struct PaddedText
{
    /// <summary>The number of bytes that a buffer has after its text.</summary>
    public const int Padding = 64;

    private PaddedText(ReadOnlySpan<byte> span) => Span = span;

    /// <param name="buffer">The buffer that contains the text.</param>
    /// <param name="start">The first byte of the text.</param>
    /// <param name="length">The number of bytes of the text.</param>
    /// <exception cref="ArgumentException">
    /// Too few bytes follow the text. Code that reads the text does not check again.
    /// </exception>
    public PaddedText(byte[] buffer, int start, int length)
    {
        Span = buffer.AsSpan(start, length);
        if (buffer.Length - start - length < Padding)
        {
            throw new ArgumentException(
                $"{buffer.Length - start - length} bytes follow the text; at least {Padding} are required.",
                nameof(buffer)
            );
        }
    }

    public ReadOnlySpan<byte> Span { get; }

    public int Length => Span.Length;

    public bool IsEmpty => Span.IsEmpty;

    /// <summary>The first byte of the text, or the first byte after it if it is empty.</summary>
    public ref byte First => ref MemoryMarshal.GetReference(Span);

    /// <summary>The text from a position on.</summary>
    public PaddedText From(int start) => new(Span[start..]);

    /// <summary>The first bytes of the text.</summary>
    public PaddedText To(int length) => new(Span[..length]);
}
