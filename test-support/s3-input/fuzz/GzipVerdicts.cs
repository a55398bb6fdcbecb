using System.IO.Compression;
using InputSdk.S3.Decode;
using InputSdk.S3.Decode.Inflate;

namespace InputSdk.S3.Fuzz;

/// <summary>The result of a decoder: the text, or null if the bytes are not complete gzip data.</summary>
internal static class GzipVerdicts
{
    private const int Guard = 64;
    private const byte Named = 8;

    /// <summary>
    /// The result of <see cref="GZipStream"/>. It accepts truncated data as complete and ignores bytes after the end.
    /// Therefore a member that contains a random word is appended, and the output must be the text followed by exactly
    /// that word. If a header field is truncated, the appended header can complete the field, so a second check appends
    /// a member with a longer header.
    /// </summary>
    public static byte[]? OfGZipStream(byte[] body, Random random)
    {
        var word = new byte[16];
        random.NextBytes(word);
        var last = TestSupport.Samples.Gzip(word, CompressionLevel.NoCompression);
        byte[] named = [.. last.AsSpan(0, 3), Named, .. last.AsSpan(4, 6), .. "word\0"u8, .. last.AsSpan(10)];

        // Zeros after the end are padding, which can be longer than the zeros that belong to the last member.
        var zeros = body.Length - body.AsSpan().TrimEnd((byte)0).Length;
        for (var padding = 0; padding <= zeros; padding++)
        {
            var data = body[..^padding];
            if (
                ByGZipStream(data) is { } text
                && IsFollowed(data, text, last, word)
                && IsFollowed(data, text, named, word)
            )
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The result of the engine's decoder with small input and output buffers of random sizes.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="most">The size of the largest buffer.</param>
    /// <param name="random">Chooses the size of each buffer.</param>
    /// <param name="fault">The error that the decoder found.</param>
    /// <exception cref="InvalidOperationException">The decoder wrote outside of its output buffer.</exception>
    public static byte[]? OfOurs(byte[] body, int most, Random random, out string fault)
    {
        var members = new VerifyingGzipDecoder(isPortable: random.Next(2) == 0);
        members.Reset();
        using var text = new MemoryStream();
        var buffer = new byte[Inflater.WindowBytes + most + Guard];
        var (end, given, state) = (0, 0, GzipDecodeStatus.NeedsInput);
        while (state != GzipDecodeStatus.Damaged && (given < body.Length || state == GzipDecodeStatus.NeedsRoom))
        {
            var input = body.AsSpan(given, Math.Min(body.Length - given, random.Next(1, most + 1)));
            for (var next = 0; next < input.Length || state == GzipDecodeStatus.NeedsRoom; )
            {
                if (end > Inflater.WindowBytes)
                {
                    buffer.AsSpan(end - Inflater.WindowBytes, Inflater.WindowBytes).CopyTo(buffer);
                    end = Inflater.WindowBytes;
                }

                var room = random.Next(most + 1);
                buffer.AsSpan(end + room).Fill(0xA5);
                var before = end;
                state = members.Decode(input, ref next, buffer.AsSpan(0, end + room), ref end);
                if (end > before + room || buffer.AsSpan(before + room).ContainsAnyExcept((byte)0xA5))
                {
                    throw new InvalidOperationException("The decoder wrote outside of its buffer.");
                }

                text.Write(buffer, before, end - before);
                if (state != GzipDecodeStatus.NeedsRoom)
                {
                    break;
                }
            }

            given += input.Length;
        }

        fault =
            state == GzipDecodeStatus.Damaged ? members.Fault
            : members.MayEnd ? ""
            : "the end of the data";
        return fault == "" ? text.ToArray() : null;
    }

    private static bool IsFollowed(byte[] data, byte[] text, byte[] last, byte[] word) =>
        ByGZipStream([.. data, .. last]) is { } both
        && both.AsSpan().StartsWith(text)
        && both.AsSpan(text.Length).SequenceEqual(word);

    private static byte[]? ByGZipStream(byte[] body)
    {
        using var text = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            gzip.CopyTo(text);
            return text.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
