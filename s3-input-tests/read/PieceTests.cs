using System.Numerics;
using System.Runtime.InteropServices;
using InputSdk.S3.Buffering;
using InputSdk.S3.Decode;
using InputSdk.S3.Formats;
using InputSdk.S3.Read;
using Xunit;

namespace InputSdk.S3.Tests;

public sealed class PieceTests
{
    [Fact]
    public async Task A_queued_small_piece_with_a_rejected_line_keeps_only_a_small_buffer()
    {
        byte[] text = [.. Samples.Rows(1, 1), .. "not a row\n"u8];
        var body = Samples.Gzip(text);
        await using var decoded = new DecodedObject(new MemoryStream(body), body.Length, "log", Limits.Default);
        var lines = new ObjectLines("log", LinesDone: 0);
        using var cutter = new PieceDecoder(decoded, lines, Limits.Default);
        using var piece = await cutter.NextAsync(keepsFault: false, CancellationToken.None);
        new PieceParser(
            Samples.ConnectionLog,
            Limits.Default,
            new NativeWriter(Samples.ConnectionLog, new RecordBuffer())
        ).Read(piece, lines);
        var rejected = piece.Outputs.Single(product => product.Error is not null);

        piece.ReleaseText();

        Assert.Equal("not a row"u8, piece.Raw(rejected.Start, rejected.Length).Span.TrimEnd((byte)'\n'));
        Assert.True(MemoryMarshal.TryGetArray(piece.Raw(0, 1), out var buffer));
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(text.Length + PaddedText.Padding));
        // The pool can return a buffer of the next size if it has no buffer of the right size.
        Assert.InRange(buffer.Array!.Length, size, 2 * size);
    }
}
