using System.Text;
using InputSdk.S3.Attacks;
using InputSdk.S3.Decode;
using InputSdk.S3.Formats;
using InputSdk.S3.Read;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The result for a line depends only on the bytes of its window. It does not depend on the pieces in which an object
/// is read, nor on the line at which a read resumes.
/// </summary>
public sealed class PieceIndependenceTests
{
    private const int Objects = 400;

    [Fact]
    public void Every_line_is_read_the_same_in_pieces_as_in_the_whole_object() =>
        Worlds.ForAll(Objects, seed => ComparedAsync(seed).GetAwaiter().GetResult());

    private static async Task<string?> ComparedAsync(int seed)
    {
        var random = new Random(seed);
        var log = RedshiftAuditLogs.Declaration.Logs[random.Next(2)];
        var text = MixedRows.Of(log, random, withLongLines: true);
        var whole = await ReadAsync(log, text, Limits.Default, 0);
        var pieces = Limits.Default with { PieceBytes = random.Next(1, 3_000) };
        var skipped = random.Next(whole.Count + 1);
        return (await ReadAsync(log, text, pieces, 0)).SequenceEqual(whole)
            ? (await ReadAsync(log, text, pieces, skipped)).SequenceEqual(whole.Skip(skipped))
                ? null
                : $"resumed after {skipped} lines, it is read differently"
            : "in pieces, it is read differently";
    }

    /// <summary>One entry for each line: its record, or why it was rejected.</summary>
    private static async Task<List<string>> ReadAsync(LogDefinition log, byte[] text, Limits limits, int linesDone)
    {
        // In plain text, the first bytes must contain a row.
        var packed = Samples.Gzip(text);
        await using var body = new DecodedObject(new MemoryStream(packed), packed.Length, "log", limits);
        var of = new ObjectLines("log", linesDone);
        using var cutter = new PieceDecoder(body, of, limits);
        var reader = new PieceParser(log, limits, new NativeWriter(log, new RecordBuffer()));
        var lines = new List<string>();
        for (var isEnd = false; !isEnd; )
        {
            using var piece = await cutter.NextAsync(keepsFault: false, CancellationToken.None);
            reader.Read(piece, of);
            isEnd = piece.IsEnd;
            foreach (var product in piece.Outputs)
            {
                lines.AddRange(
                    product.Error is { } error
                        ? [$"{error.Message}: {Encoding.UTF8.GetString(piece.Raw(product.Start, product.Length).Span)}"]
                        : Encoding
                            .UTF8.GetString(piece.Records(product.Start, product.Length).Span)
                            .TrimEnd('\n')
                            .Split('\n')
                );
            }
        }

        return lines;
    }
}
