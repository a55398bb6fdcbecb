using System.Text;
using InputHost.Audit;
using InputHost.Sinks;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>The numbers of an audit are those of the lines that the output does not have.</summary>
public sealed class AuditComparisonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("audit-").FullName;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 200));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_numbers_are_those_of_the_removed_lines(int seed)
    {
        var random = new Random(seed);
        var objects = RandomObjects(random);
        var (kept, removed) = Remove(random, objects);
        var byId = random.Next(2) == 0;
        using var source = Inventory(objects, byId);
        Write(kept, byId, random.Next(1, 40));

        var output = AuditedOutput.Compare(OutputFolder.Open(_folder), source);
        var report = AuditReport.Of(default, source.Objects, [], output);

        Assert.Equal(byId && kept.Count > 0, output.ById);
        Assert.Equal(removed.Count, report.Total.MissingRecords);
        Assert.Equal(kept.Count, report.Total.RecordsInOutput);
        Assert.Equal(removed.Count, report.Folders.Sum(folder => folder.MissingRecords));
        Assert.Equal(removed.Count, report.Differences.Sum(next => next.MissingRecords));
        Assert.Equal(removed.Count > 0, report.NeedsAttention);
        Assert.Equal((0, 0), (output.SurplusRecords, output.InvalidLines));
        foreach (var (audited, i) in source.Objects.Select((audited, i) => (audited, i)))
        {
            Assert.InRange(audited.MissingRecords, 0, audited.Records);
            var missing = removed.Where(line => line.Object == i).ToList();
            if (byId)
            {
                Assert.Equal(missing.Count, audited.MissingRecords);
            }

            // Lines of one object only are always assigned to it.
            Assert.InRange(audited.MissingRecords, missing.Count(line => line.IsUnique), audited.Records);
        }
    }

    [Fact]
    public void Missing_copies_are_assigned_to_the_object_that_was_never_read()
    {
        string[][] objects =
        [
            ["a", "shared", "shared"],
            ["b", "shared"],
            ["c", "shared", "shared", "shared"],
        ];
        using var source = Inventory(objects, byId: false);
        File.WriteAllLines(
            Path.Combine(_folder, "numbers.ndjson"),
            ["a", "shared", "shared", "c", "shared", "shared", "shared"]
        );
        AuditedOutput.Compare(OutputFolder.Open(_folder), source);
        Assert.Equal([0, 2, 0], source.Objects.Select(next => next.MissingRecords));
        Assert.True(source.Objects[1].IsNeverRead);
    }

    [Fact]
    public void More_records_than_one_audit_compares_are_refused_with_a_remedy()
    {
        using var source = new SourceInventory("numbers", byId: false, maxLines: 3, maxObjects: 2);
        source.Write(Batch(0, ["a", "b", "c"]));
        var error = Assert.Throws<HostException>(() => source.Write(Batch(1, ["d"])));
        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.Contains("more than 3 records", error.Message, StringComparison.Ordinal);
        Assert.Contains("Specify fewer days with --days.", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "more than 2 objects",
            Assert.Throws<HostException>(() => source.Write(Batch(2, ["d"]))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_line_that_is_longer_than_the_buffer_is_one_line()
    {
        var line = new string('x', 3_000_000);
        using var source = Inventory(
            [
                ["a", line, "b"],
            ],
            byId: false
        );
        File.WriteAllText(Path.Combine(_folder, "numbers.ndjson"), $"a\n{line}\nb\n{line}");
        var output = AuditedOutput.Compare(OutputFolder.Open(_folder), source);
        Assert.Equal(0, source.Objects[0].MissingRecords);
        Assert.Equal((3, line.Length), (output.Files[0].Lines, output.Files[0].IncompleteBytes));
    }

    [Fact]
    public void A_record_of_the_output_that_the_source_does_not_have_is_no_difference_and_a_repeated_one_is_noted()
    {
        using var source = Inventory(
            [
                ["a"],
            ],
            byId: false
        );
        File.WriteAllLines(Path.Combine(_folder, "numbers.ndjson"), ["z", "a", "a"]);
        var output = AuditedOutput.Compare(OutputFolder.Open(_folder), source);
        Assert.False(AuditReport.Of(default, source.Objects, [], output).NeedsAttention);
        Assert.Equal(1, output.SurplusRecords);
    }

    [Fact]
    public void A_warning_of_the_read_means_that_not_everything_was_compared()
    {
        var report = AuditReport.Of(default, [], ["Two objects have other names."], output: null);
        Assert.True(report.NeedsAttention);
        Assert.EndsWith(
            " 1 warning was reported: objects that a warning names were not compared.",
            report.Verdict(),
            StringComparison.Ordinal
        );
        Assert.Contains("warning: Two objects have other names.", AuditText.Lines(report));
    }

    /// <summary>Lines that are unique, or equal within an object or between objects.</summary>
    private static string[][] RandomObjects(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(1, 8))
                .Select(i =>
                    Enumerable
                        .Range(0, random.Next(1, 30))
                        .Select(line =>
                            random.Next(3) == 0 ? $"{{\"n\":{random.Next(5)}}}" : $"{{\"n\":\"{i}.{line}\"}}"
                        )
                        .ToArray()
                ),
        ];

    private static (List<Line> Kept, List<Line> Removed) Remove(Random random, string[][] objects)
    {
        var lines = objects
            .SelectMany(
                (all, i) =>
                    all.Select((text, n) => new Line(i, n + 1, text, text.Contains('.', StringComparison.Ordinal)))
            )
            .ToArray();
        var (mode, never) = (random.Next(3), random.Next(objects.Length));
        bool IsRemoved(Line line) =>
            mode switch
            {
                0 => false,
                1 => line.Object == never,
                _ => random.Next(4) == 0,
            };
        var groups = lines.ToLookup(IsRemoved);
        var kept = groups[false].ToArray();
        random.Shuffle(kept);
        return ([.. kept], [.. groups[true]]);
    }

    private static SourceInventory Inventory(string[][] objects, bool byId)
    {
        var source = new SourceInventory("numbers", byId);
        foreach (var (lines, i) in objects.Select((lines, i) => (lines, i)))
        {
            source.Write(Batch(i, lines));
        }

        return source;
    }

    private static RecordBatch Batch(int number, string[] lines, int ordinal = 1) =>
        new()
        {
            LogType = "numbers",
            Origin = new RecordOrigin
            {
                Container = "bucket",
                Object = $"day-{number % 3}/{number}.log",
                Version = "1",
                Ordinal = ordinal,
            },
            Count = lines.Length,
            Records = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))),
        };

    /// <summary>Writes the lines to numbered files.</summary>
    private void Write(List<Line> lines, bool byId, int linesPerFile)
    {
        MessageFormat format = byId ? new EnvelopeFormat("numbers") : new PlainFormat();
        foreach (var (chunk, i) in lines.Chunk(linesPerFile).Select((chunk, i) => (chunk, i)))
        {
            var name = byId ? "messages" : "numbers";
            using var file = File.Create(
                Path.Combine(_folder, i == 0 ? $"{name}.ndjson" : $"{name}-{i:000000}.ndjson")
            );
            foreach (var line in chunk)
            {
                format.Write(Batch(line.Object, [line.Text], line.Number), file);
            }
        }
    }

    private sealed record Line(int Object, int Number, string Text, bool IsUnique);
}
