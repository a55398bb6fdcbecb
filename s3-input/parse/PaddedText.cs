using System.Runtime.InteropServices;

namespace InputSdk.S3;

/// <summary>
/// Text in a buffer that goes on behind it, so that the bytes at any place of the text may be looked at
/// or copied <see cref="Padding"/> at a time. What they hold behind the text is nobody's business.
/// </summary>
internal readonly ref struct PaddedText
{
    /// <summary>Bytes that a buffer holds behind its text.</summary>
    public const int Padding = 64;

    private PaddedText(ReadOnlySpan<byte> span) => Span = span;

    /// <param name="buffer">Where the text is.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <exception cref="ArgumentException">Too few bytes follow; what reads this does not check again.</exception>
    public PaddedText(byte[] buffer, int start, int length)
    {
        Span = buffer.AsSpan(start, length);
        if (buffer.Length - start - length < Padding)
        {
            throw new ArgumentException(
                $"{buffer.Length - start - length} bytes follow the text, {Padding} have to.",
                nameof(buffer)
            );
        }
    }

    public ReadOnlySpan<byte> Span { get; }

    public int Length => Span.Length;

    public bool IsEmpty => Span.IsEmpty;

    /// <summary>The text's first byte, or the first behind it when it is empty.</summary>
    public ref byte First => ref MemoryMarshal.GetReference(Span);

    /// <summary>What follows the first bytes.</summary>
    public PaddedText From(int start) => new(Span[start..]);

    /// <summary>The first bytes.</summary>
    public PaddedText To(int length) => new(Span[..length]);
}
