using System.Text;
using System.Text.Json;
using InputSdk.S3.Formats;
using InputSdk.S3.Parse;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The values of every record, joined, are its line, and the record is valid JSON.</summary>
public sealed class NativeWriterTests
{
    private static readonly LogDefinition Log = new()
    {
        Id = "pairs",
        Title = "Pairs",
        Description = "Two texts.",
        ObjectName = new ObjectName
        {
            Separator = '_',
            Parts = [null],
            Suffix = ".gz",
        },
        Delimiter = (byte)';',
        Widths = [1, 2],
        Columns = [new() { Name = "a \"quoted\" name", Description = "A." }, new() { Name = "b", Description = "B." }],
    };

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_valid_text_is_unchanged_after_parsing_the_JSON(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            string[] values = [Text(random), Text(random), Text(random)];
            var record = Write(Encoding.UTF8.GetBytes(string.Join(';', values)), out var isValid);
            var read = JsonDocument.Parse(record).RootElement;
            Assert.True(isValid, $"seed {seed}");
            Assert.Equal(
                values.Select(value => value.TrimEnd(' ')),
                [
                    read.GetProperty("a \"quoted\" name").GetString(),
                    read.GetProperty("b").GetString(),
                    read.GetProperty("_extra")[0].GetString(),
                ]
            );
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_bytes_result_in_JSON_with_the_same_replacements_as_dotnet(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var line = new byte[random.Next(1, 40)];
            random.NextBytes(line);
            line.AsSpan().Replace((byte)';', (byte)0xE2);
            line.AsSpan().Replace((byte)'\n', (byte)0xC3);
            var record = Write(line, out _);
            var read = JsonDocument.Parse(record).RootElement.GetProperty("a \"quoted\" name").GetString();
            Assert.Equal(Encoding.UTF8.GetString(line.AsSpan().TrimEnd((byte)' ')), read);
        }
    }

    [Fact]
    public void Exactly_the_characters_that_the_dotnet_relaxed_encoder_escapes_are_escaped() =>
        Assert.Equal(
            "{\"a \\u0022quoted\\u0022 name\":\"\\\"\\\\\\b\\f\\r\\t\\u0000\\u001F/<>"
                + "&'+\\u007Fé\\u2028\\uD83D\\uDE00\",\"b\":null}\n",
            Write(Encoding.UTF8.GetBytes("\"\\\b\f\r\t\0\u001F/<>&'+\u007Fé\u2028😀"), out _)
        );

    [Fact]
    public void A_column_that_a_row_does_not_have_is_null_and_an_empty_one_is_empty()
    {
        Assert.EndsWith("\"b\":null}\n", Write("x"u8.ToArray(), out _), StringComparison.Ordinal);
        Assert.EndsWith("\"b\":\"\"}\n", Write("x;  "u8.ToArray(), out _), StringComparison.Ordinal);
    }

    private static string Write(byte[] line, out bool isValid)
    {
        var (writer, lines) = (new NativeWriter(Log, new RecordBuffer()), new LineScanner(Log.Delimiter));

        // With its own line end, so that CR at the end of the line belongs to the line.
        var text = Samples.Padded([.. line, (byte)'\r', (byte)'\n']);
        lines.Find(text, isEnd: false);
        lines.Current(text);
        isValid = writer.Write(text, lines.Fields, line: 1) == RowIssues.None;
        return Encoding.UTF8.GetString(writer.Output.Written.Span);
    }

    private static string Text(Random random)
    {
        string[] parts =
        [
            "a",
            " ",
            "\"",
            "\\",
            "\t",
            "\0",
            "é",
            "\u2028",
            "😀",
            "|",
            "plain text",
            "\u007F",
            "{}",
            "\r",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
