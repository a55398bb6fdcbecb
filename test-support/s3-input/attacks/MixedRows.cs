namespace InputSdk.S3.Attacks;

/// <summary>
/// Objects with rows of every kind in any order: of several layouts, tampered with, truncated, joined.
/// </summary>
internal static class MixedRows
{
    /// <summary>The text of one object; no line is empty.</summary>
    public static byte[] Of(LogDefinition log, Random random, bool withLongLines = false)
    {
        var source = RowSource.Any(log, random);
        var attacker = new Attacker(source);
        var width = log.Widths[random.Next(log.Widths.Count)];
        var rows = Enumerable
            .Range(0, random.Next(1, 260))
            .Select(_ =>
                random.Next(40) switch
                {
                    0 when withLongLines => WrittenRow.Broken(new string('x', random.Next(1, 4) * 30_000)),
                    0 or 1 => WrittenRow.Broken("cut |off"),
                    2 => WrittenRow.Broken(source.Row(width).Line + source.Row(width).Line),
                    3 => WrittenRow.Broken(
                        source.Row(log.Columns.Count).Line is var line ? line[..random.Next(1, line.Length)] : ""
                    ),
                    < 6 => source.Row(width = log.Widths[random.Next(log.Widths.Count)]),
                    < 16 => attacker.Row(width),
                    _ => source.Row(width),
                }
            );
        var text = RowSource.Text(rows);
        return random.Next(2) == 0 ? text : text[..^1];
    }
}
