using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using InputSdk.S3.Buffering;
using InputSdk.S3.Formats;
using InputSdk.S3.Parse;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Code that processes 64 bytes at a time has the same result as code that processes one byte at a time: for any line,
/// at any offset of a buffer, with any bytes after it.
/// </summary>
public sealed class HotPathTests
{
    private static readonly LogDefinition Log = RedshiftAuditConnector.RedshiftAuditLogs.Declaration.Logs[0];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 25));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Lines_and_fields_are_the_same_as_from_splitting_the_text(int seed)
    {
        var random = new Random(seed);
        var lines = new LineScanner((byte)'|');
        for (var i = 0; i < 100; i++)
        {
            // A small alphabet, so that special characters are frequent; some lines are as long as a block of 64 bytes,
            // or longer.
            var alphabet = random.Next(2) == 0 ? "ab|| \r\n\"\\\u007fé€\0" : "abcdefghijklmnopqrst| |\n";
            var text = Encoding.Latin1.GetString(
                Bytes(random, random.Next(3) == 0 ? random.Next(40_000) : random.Next(400), alphabet)
            );
            text = random.Next(4) == 0 ? text.Replace("\n", "", StringComparison.Ordinal) : text;
            var isEnd = random.Next(2) == 0;
            var whole = Padded(random, Encoding.Latin1.GetBytes(text));
            var (at, found) = (0, 0);
            foreach (
                var line in isEnd && !text.EndsWith('\n') && text.Length > 0 ? text.Split('\n') : text.Split('\n')[..^1]
            )
            {
                found = lines.IsEmpty ? at : found;
                Assert.True(
                    !lines.IsEmpty || lines.Find(whole.From(found), isEnd),
                    $"seed {seed}: no line at {at} of {text.Length}"
                );
                at += lines.Current(whole.From(found));
                Same(line, whole.From(found), lines.Fields);
                lines.MoveNext();
            }

            Assert.True(
                lines.IsEmpty && !lines.Find(whole.From(at), isEnd),
                $"seed {seed}: a line at {at} of {text.Length}"
            );
        }
    }

    private static void Same(string line, PaddedText text, FieldOffsets fields)
    {
        var withoutCr = line.EndsWith('\r') ? line[..^1] : line;
        Assert.Equal(withoutCr, Encoding.Latin1.GetString(text.Span[fields.Line]));
        var values = withoutCr.Split('|');
        Assert.Equal(values.Length, fields.Count);
        foreach (var (field, value) in values.Index().Take(FieldOffsets.Most))
        {
            Assert.Equal(value, Encoding.Latin1.GetString(text.Span[fields.Raw(field)]));
            Assert.Equal(value.TrimEnd(' '), Encoding.Latin1.GetString(fields.Value(text, field).Span));
            Assert.Equal(value.EndsWith(' '), fields.EndsWithSpace(field));
        }

        var isPlain = line.All(letter => letter is >= ' ' and <= '~' and not ('"' or '\\'));
        Assert.True(fields.IsPlain == isPlain || (isPlain && line.Length >= LineScanner.ChunkBytes), line);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_record_is_the_same_as_from_the_dotnet_writer_with_its_relaxed_encoder(int seed)
    {
        var random = new Random(seed);
        var (writer, lines) = (new NativeWriter(Log, new RecordBuffer()), new LineScanner((byte)'|'));
        for (var i = 0; i < 200; i++)
        {
            var line = Line(random);
            var text = Padded(random, line);
            lines.Find(text, isEnd: true);
            lines.Current(text);
            writer.Output.Clear();
            Assert.Equal(Utf8.IsValid(line), writer.Write(text, lines.Fields, line: 1) == RowIssues.None);
            Assert.Equal(Expected(text, lines.Fields), Encoding.UTF8.GetString(writer.Output.Written.Span));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_value_matches_a_column_format_exactly_if_the_reference_matches(int seed)
    {
        var random = new Random(seed);
        foreach (var (shape, examples, isOne) in ShapesByText)
        {
            var holds = 0;
            for (var i = 0; i < 300; i++)
            {
                var value = Mutated(random, examples[random.Next(examples.Length)]);
                var expected = isOne(value);
                holds += expected ? 1 : 0;
                Assert.True(
                    expected == ColumnFormats.Holds(shape, Padded(random, Encoding.Latin1.GetBytes(value))),
                    $"seed {seed}: {shape} {value}"
                );
            }

            Assert.InRange(holds, 10, 299);
        }
    }

    private static readonly (ColumnShape Shape, string[] Examples, Func<string, bool> IsOne)[] ShapesByText =
    [
        (
            ColumnShape.Integer,
            ["0", "12", "-7", "1073741824", "9223372036854775807", new string('4', 40)],
            value => Matches(value, "-?[0-9]+")
        ),
        (ColumnShape.OptionalInteger, ["", "0", "-", "443"], value => Matches(value, "(-?[0-9]+)?")),
        (ColumnShape.OptionalFlag, ["", "0", "1", "2"], value => Matches(value, "[01]?")),
        (ColumnShape.Word, ["create", "ALTER", "dropx"], value => Matches(value, "[A-Za-z]+")),
        (
            ColumnShape.OptionalUuid,
            ["", "0a9edc00-a1e6-44e0-8274-9417e5f355de", "0A9EDC00-A1E6-44E0-8274-9417E5F355DE"],
            value => Matches(value, "([0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12})?")
        ),
        (
            ColumnShape.Time,
            ["Mon, 7 Dec 2020 20:01:55:177", "Tue, 31 Jan 2023 23:59:60:000", "Sat, 07 May 2022 00:00:00:999"],
            IsTime
        ),
    ];

    private static bool IsTime(string value) =>
        Matches(
            value,
            "(Sun|Mon|Tue|Wed|Thu|Fri|Sat), [0-9]{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} "
                + "[0-9]{2}:[0-9]{2}:[0-9]{2}:[0-9]{3}"
        )
        && Regex.Match(value, ", ([0-9]+) .* ([0-9]+):([0-9]+):([0-9]+):") is var match
        && Number(match, 1) is >= 1 and <= 31
        && Number(match, 2) <= 23
        && Number(match, 3) <= 59
        && Number(match, 4) <= 60;

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static bool Matches(string value, string pattern) => Regex.IsMatch(value, $@"\A(?:{pattern})\z");

    /// <summary>The value, or one that differs from it in a character or its length.</summary>
    private static string Mutated(Random random, string value)
    {
        const string Letters = "0123456789-:, abfgJanMonZ\0\u00e9/";
        var (at, letter) = (random.Next(value.Length + 1), Letters[random.Next(Letters.Length)]);
        return random.Next(4) switch
        {
            0 => value.Insert(at, letter.ToString()),
            1 when at < value.Length => value.Remove(at, 1),
            2 when at < value.Length => value.Remove(at, 1).Insert(at, letter.ToString()),
            _ => value,
        };
    }

    private static byte[] Line(Random random)
    {
        // Half of the values need no escaping.
        var alphabet = random.Next(2) == 0 ? "abc XYZ-0.9:/ " : "ab\"\\\t\0é€\u2028\u00a0\ue000\ufffd😀\u007f/<>&'+ ";
        var values = Enumerable
            .Range(0, random.Next(1, Log.Columns.Count + 4))
            .Select(_ => Text(random, alphabet, random.Next(3) == 0 ? 90 : 14));
        var line = Encoding.UTF8.GetBytes(string.Join('|', values));
        if (random.Next(4) == 0 && line.Length > 0)
        {
            line[random.Next(line.Length)] = (byte)random.Next(0x80, 0x100);
        }

        return line.Length == 0 || line.AsSpan().ContainsAny((byte)'\n', (byte)'\r') ? [(byte)'a'] : line;
    }

    private static string Text(Random random, string alphabet, int most)
    {
        var letters = StringInfo.ParseCombiningCharacters(alphabet);
        return string.Concat(
            Enumerable
                .Range(0, random.Next(most))
                .Select(_ => StringInfo.GetNextTextElement(alphabet, letters[random.Next(letters.Length)]))
        );
    }

    private static byte[] Bytes(Random random, int length, string alphabet) =>
        [.. Enumerable.Range(0, length).Select(_ => (byte)alphabet[random.Next(alphabet.Length)])];

    /// <summary>The text at any offset of a buffer, with any bytes around it.</summary>
    private static PaddedText Padded(Random random, byte[] text)
    {
        var buffer = new byte[random.Next(PaddedText.Padding) + text.Length + PaddedText.Padding];
        random.NextBytes(buffer);
        var start = buffer.Length - PaddedText.Padding - text.Length;
        text.CopyTo(buffer, start);
        return new PaddedText(buffer, start, text.Length);
    }

    private static string Expected(PaddedText line, FieldOffsets row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            for (var column = 0; column < Log.Columns.Count; column++)
            {
                if (column < row.Count)
                {
                    json.WriteString(Log.Columns[column].Name, row.Value(line, column).Span);
                }
                else
                {
                    json.WriteNull(Log.Columns[column].Name);
                }
            }

            if (row.Count > Log.Columns.Count)
            {
                json.WriteStartArray("_extra");
                for (var column = Log.Columns.Count; column < row.Count; column++)
                {
                    json.WriteStringValue(row.Value(line, column).Span);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
