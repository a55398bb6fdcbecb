using System.Text;
using InputHost.Audit;
using InputHost.Sinks;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>An audit of an output with records in two formats. Only the records of one of them are unique.</summary>
public sealed class FormatAuditTests : IDisposable
{
    private const string Ocsf = "ocsf";
    private static readonly string[] Known = [RecordFormats.Native, Ocsf];

    private readonly string _folder = Directory.CreateTempSubdirectory("audit-").FullName;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 50));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_record_that_is_in_no_format_is_missing(int seed)
    {
        var random = new Random(seed);
        var envelope = random.Next(2) == 0;
        var removed = 0;
        for (var line = 0; line < 40; line++)
        {
            var format = random.Next(5) switch
            {
                0 => "",
                1 or 2 => Ocsf,
                _ => null,
            };
            if (format is "")
            {
                removed++;
            }
            else
            {
                Write(line, format, envelope, random.Next(2));
            }
        }

        var folder = OutputFolder.Open(_folder);
        Assert.Equal([Ocsf, null], folder.Formats(Known));
        var (objects, output) = await AuditAsync(folder);
        var report = AuditReport.Of(default, objects, [], output);
        Assert.Equal((40, removed), (report.Total.Records, report.Total.MissingRecords));
        Assert.Equal((0, 0), (output.SurplusRecords, output.InvalidLines));
        Assert.Equal(envelope, output.ById);
        Assert.Equal([Ocsf, RecordFormats.Native], output.Formats);
        Assert.Contains(" (ocsf, native)", AuditText.Lines(report).First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numbers.ocsf.ndjson", Ocsf)]
    [InlineData("numbers.ocsf-000001.ndjson", Ocsf)]
    [InlineData("numbers.ndjson", null)]
    [InlineData("numbers.cef.ndjson", null)]
    [InlineData("rejects.ndjson", null)]
    public void The_name_of_a_file_has_the_format_of_its_records(string name, string? format)
    {
        File.WriteAllText(Path.Combine(_folder, name), "");
        Assert.Equal([format], OutputFolder.Open(_folder).Formats(Known));
    }

    [Fact]
    public async Task A_source_that_changes_between_two_reads_is_reported()
    {
        Write(0, null, envelope: false, segment: 0);
        Write(1, Ocsf, envelope: false, segment: 0);
        var count = 40;
        var error = await Assert.ThrowsAsync<HostException>(() =>
            AuditAsync(OutputFolder.Open(_folder), () => count++)
        );
        Assert.StartsWith("The objects of these days changed during", error.Message, StringComparison.Ordinal);
    }

    private static async Task<(IReadOnlyList<AuditedObject> Objects, AuditedOutput Output)> AuditAsync(
        OutputFolder folder,
        Func<int>? count = null
    ) =>
        await new FormatAudit(
            "numbers",
            folder,
            folder.Formats(Known),
            (format, source) =>
            {
                var lines = count?.Invoke() ?? 40;
                for (var line = 0; line < lines; line++)
                {
                    source.Write(Batch(line, format));
                }

                return Task.CompletedTask;
            }
        ).RunAsync();

    private void Write(int line, string? format, bool envelope, int segment)
    {
        MessageFormat messages = envelope ? new EnvelopeFormat("numbers", format) : new PlainFormat(format);
        var name = messages.FileOf(Batch(line, format))!;
        var path = Path.Combine(_folder, segment == 0 ? name : SegmentName.Of(name, segment));
        using var file = new FileStream(path, FileMode.Append);
        messages.Write(Batch(line, format), file);
    }

    /// <summary>The native format has equal records in different objects.</summary>
    private static RecordBatch Batch(int line, string? format) =>
        new()
        {
            LogType = "numbers",
            Origin = new RecordOrigin
            {
                Container = "bucket",
                Object = $"day/{line / 7}.log",
                Version = "1",
                Ordinal = line % 7 + 1,
            },
            Count = 1,
            Records = Encoding.UTF8.GetBytes(
                format is null ? $"{{\"n\":{line % 3}}}\n" : $"{{\"n\":{line % 3},\"_id\":{line}}}\n"
            ),
        };
}
