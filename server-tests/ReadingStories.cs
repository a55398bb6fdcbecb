using System.IO.Compression;
using System.Text.Json;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Xunit;

namespace ServerTests;

/// <summary>Verifies that logs are read from a server in the same way as from a folder.</summary>
public abstract class ReadingStories(RealServer server) : ServerTest(server)
{
    [Collection(nameof(CephServer))]
    public sealed class OnCeph(CephServer server) : ReadingStories(server);

    [Collection(nameof(MotoServer))]
    public sealed class OnMoto(MotoServer server) : ReadingStories(server)
    {
        /// <summary>Fewer objects, because moto is slow.</summary>
        protected override int ObjectsOfPages => 1_001;
    }

    /// <summary>The minimum size of a part in S3, except for the last part.</summary>
    private const int SmallestPart = 5 * 1024 * 1024;

    /// <summary>One more than full pages. With three pages, one is neither the first nor the last.</summary>
    protected virtual int ObjectsOfPages => 2_001;

    [SkippableFact]
    public Task A_user_with_the_documented_policy_reads_everything_once_and_then_only_new_objects() =>
        ReadsThreeTimesAsync(AsReader);

    [SkippableFact]
    public Task The_documented_role_reads_everything_once_and_then_only_new_objects() => ReadsThreeTimesAsync(AsRole);

    [SkippableFact]
    public async Task Every_object_of_a_listing_with_several_pages_is_read_once()
    {
        var numbers = Enumerable.Range(1, ObjectsOfPages);
        var start = new DateTimeOffset(2024, 3, 9, 0, 0, 0, TimeSpan.Zero);
        await PutFilesAsync(numbers.Select(number => Work.AddLog(start.AddMinutes(number), number, rows: 1)));
        Assert.Equal(numbers, await PidsReadAsync(AsReader));
    }

    [SkippableFact]
    public Task Keys_with_any_characters_are_read() =>
        ReadsKeysAsync(
            "finance & \"sales\"/50% + é𝒜",
            " ",
            "+",
            "%",
            "%2B",
            "%zz",
            "&amp;",
            "'",
            "\"",
            "<a>",
            "a?b=c#d",
            "=",
            ":",
            ";",
            ",",
            "@",
            "$",
            "!",
            "*",
            "()",
            "[]",
            "{}",
            "|",
            "^",
            "`",
            "~",
            "\\",
            ".",
            "..",
            "é",
            "e\u0301",
            "日本",
            "\u2028",
            "\uE000",
            "\uFFFD",
            "𝒜",
            "\U0010FFFF"
        );

    [SkippableFact]
    public Task Keys_with_control_characters_are_read()
    {
        SkipWithout(Feature.ControlCharacters);
        return ReadsKeysAsync("control", "\t", "\n", "\r", "\u0001", "\u001F", "\u007F", "\u0085");
    }

    [SkippableFact]
    public async Task An_object_that_was_uploaded_in_parts_is_read()
    {
        const int Rows = 40_000;
        var path = Work.AddLog(new DateTimeOffset(2024, 3, 9, 0, 0, 0, TimeSpan.Zero), 1, Rows);
        var key = $"AWSLogs/123456789012/redshift/us-east-1/2024/03/09/{Path.GetFileName(path)}";
        using (
            var transfer = new TransferUtility(Server.Owner, new TransferUtilityConfig { MinSizeBeforePartUpload = 1 })
        )
        using (var body = new MemoryStream(await UncompressedAsync(path)))
        {
            await transfer.UploadAsync(
                new TransferUtilityUploadRequest
                {
                    BucketName = Policies.Bucket,
                    Key = key,
                    InputStream = body,
                    PartSize = SmallestPart,
                }
            );
        }

        var listed = await Server.Owner.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Policies.Bucket });
        Assert.Contains("-2", Assert.Single(listed.S3Objects).ETag, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, Rows), await PidsReadAsync(AsReader));
    }

    private async Task ReadsThreeTimesAsync(Access access)
    {
        await PutFixturesAsync();
        var expected = (await Work.ReadAsync("connectionlog.json")).Lines;
        await ReadToEndAsync(access);
        Assert.Equal(expected, await RecordsAsync());
        await ReadToEndAsync(access);
        Assert.Equal(expected, await RecordsAsync());

        await PutFilesAsync(Work.AddLog(new DateTimeOffset(2024, 3, 11, 0, 0, 0, TimeSpan.Zero), 100));
        await ReadToEndAsync(access);
        var records = await RecordsAsync();
        Assert.Equal(expected, records[..expected.Length]);
        Assert.Equal([100, 101, 102], records[expected.Length..].Select(Pid));
    }

    /// <summary>Puts a log for each name, used as cluster name, and reads all logs.</summary>
    private async Task ReadsKeysAsync(string prefix, params string[] names)
    {
        for (var number = 1; number <= names.Length; number++)
        {
            var log = Work.AddLog(new DateTimeOffset(2024, 3, 9, 0, 0, 0, TimeSpan.Zero), number, rows: 1);
            await PutAsync(
                $"{prefix}/AWSLogs/123456789012/redshift/us-east-1/2024/03/09/"
                    + $"123456789012_redshift_us-east-1_{names[number - 1]}_connectionlog_2024-03-09T00:53.gz",
                await File.ReadAllBytesAsync(log)
            );
        }

        var read = await PidsReadAsync(AsReader with { Prefix = prefix });
        Assert.Equal(names, read.Order().Select(number => names[number - 1]));
    }

    private async Task<IEnumerable<int>> PidsReadAsync(Access access)
    {
        await ReadToEndAsync(access);
        return (await RecordsAsync()).Select(Pid);
    }

    private async Task ReadToEndAsync(Access access)
    {
        var ended = await ReadAsync(access, "--state", "s.db", "--out", "out");
        Assert.True(ended.ExitCode == 0, ended.Errors);
    }

    private Task<string[]> RecordsAsync() => File.ReadAllLinesAsync(Work.File("out/connectionlog.ndjson"));

    private static int Pid(string record) =>
        int.Parse(JsonDocument.Parse(record).RootElement.GetProperty("pid").GetString()!);

    private static async Task<byte[]> UncompressedAsync(string path)
    {
        using var body = new MemoryStream();
        await using (var from = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        await using (var to = new GZipStream(body, CompressionLevel.NoCompression, leaveOpen: true))
        {
            await from.CopyToAsync(to);
        }

        return body.ToArray();
    }
}
