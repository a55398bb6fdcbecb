using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InputSdk.S3.Parse;

/// <summary>
/// The fewest and the most fields of the next lines. If no following line has fewer fields than a row, no narrower
/// layout competes with it. If none has more, the row is not truncated. In most logs both are always true, and the
/// window of the row is not needed.
/// </summary>
internal sealed class LineWidthsAhead(LogDefinition log, Limits limits)
{
    private const int Wide = 64;

    private readonly int _narrowest = log.Widths[0];
    private readonly Queue<LineRange> _stretches = [];
    private int _to;

    /// <summary>Forgets all lines, because the next text is a different one.</summary>
    public void Clear()
    {
        _stretches.Clear();
        _to = 0;
    }

    /// <summary>The fewest and the most fields of the lines from a position on that can be rows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The start of the first line.</param>
    /// <param name="end">The end of the last line. The lines after it in its window are included.</param>
    /// <param name="isEnd">The object ends with this text, so the text after the last LF is also a line.</param>
    public (int Fewest, int Most) Range(ReadOnlySpan<byte> text, int start, int end, bool isEnd)
    {
        _to = Math.Max(_to, start);
        while (_stretches.TryPeek(out var first) && first.End <= start)
        {
            _stretches.Dequeue();
        }

        var (fewest, most, lines) = (int.MaxValue, 0, 0);
        foreach (var stretch in _stretches)
        {
            (fewest, most) = (Math.Min(fewest, stretch.Fewest), Math.Max(most, stretch.Most));
            lines += stretch.Start >= end ? stretch.Lines : 0;
        }

        while (_to < text.Length && lines < limits.RowLines && _to < end + limits.RowBytes)
        {
            var stretch = Next(text, _to, isEnd);
            _stretches.Enqueue(stretch);
            _to = stretch.End;
            (fewest, most) = (Math.Min(fewest, stretch.Fewest), Math.Max(most, stretch.Most));
            lines += stretch.Start >= end ? stretch.Lines : 0;
        }

        return (fewest, most);
    }

    /// <summary>The lines of the next chunk, or one line that is longer than a chunk.</summary>
    private LineRange Next(ReadOnlySpan<byte> text, int start, bool isEnd)
    {
        var end = Math.Min(text.Length, start + LineScanner.ChunkBytes);
        if (text[start..end].LastIndexOf((byte)'\n') is var last and >= 0)
        {
            end = start + last + 1;
        }
        else
        {
            end = text[end..].IndexOf((byte)'\n') is var next and >= 0 ? end + next + 1 : text.Length;
        }

        return Count(text[start..end], isEnd && end == text.Length) with
        {
            Start = start,
            End = end,
        };
    }

    /// <summary>Counts the delimiters between line ends, 64 bytes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LineRange Count(ReadOnlySpan<byte> text, bool isEnd)
    {
        var (lines, fewest, most, count) = (0, int.MaxValue, 0, 1);
        ref var first = ref MemoryMarshal.GetReference(text);
        var (delimiter, narrowest, at) = (Vector512.Create(log.Delimiter), _narrowest, 0);
        for (; at <= text.Length - Wide; at += Wide)
        {
            var bytes = Vector512.LoadUnsafe(ref first, (nuint)at);
            var newlines = Vector512.Equals(bytes, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            var delimiters = Vector512.Equals(bytes, delimiter).ExtractMostSignificantBits();
            for (; newlines != 0; newlines &= newlines - 1)
            {
                var upTo = newlines ^ (newlines - 1);
                count += BitOperations.PopCount(delimiters & upTo);
                fewest = count >= narrowest ? Math.Min(fewest, count) : fewest;
                most = Math.Max(most, count);
                (lines, count, delimiters) = (lines + 1, 1, delimiters & ~upTo);
            }

            count += BitOperations.PopCount(delimiters);
        }

        foreach (var letter in text[at..])
        {
            count += letter == log.Delimiter ? 1 : 0;
            if (letter == '\n')
            {
                fewest = count >= narrowest ? Math.Min(fewest, count) : fewest;
                most = Math.Max(most, count);
                (lines, count) = (lines + 1, 1);
            }
        }

        return isEnd && count >= narrowest
            ? new LineRange(0, 0, lines, Math.Min(fewest, count), Math.Max(most, count))
            : new LineRange(0, 0, lines, fewest, most);
    }

    private readonly record struct LineRange(int Start, int End, int Lines, int Fewest, int Most);
}
