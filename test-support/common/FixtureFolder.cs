namespace TestSupport;

/// <summary>A folder with a copy of the fixtures, or with an empty bucket. It is removed at the end.</summary>
public sealed class FixtureFolder : IDisposable
{
    public const string Root = "buckets/audit-logs/AWSLogs/123456789012/redshift/us-east-1";

    public FixtureFolder(bool withFixtures = true)
    {
        Directory.CreateDirectory(File(Root));
        if (withFixtures)
        {
            Copy(Repository.File("fixtures", "buckets"), File("buckets"));
        }

        foreach (var config in Directory.GetFiles(Repository.File("fixtures"), "*.json"))
        {
            System.IO.File.Copy(config, File(Path.GetFileName(config)));
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("inputhost-").FullName;

    public string File(string path) => Path.Combine(Folder, path);

    /// <summary>Runs a read with the fixtures served as S3.</summary>
    public Task<ProcessResult> ReadAsync(string config, params string[] options) =>
        Inputhost.RunAsync(Folder, ["read", "--config", config, "--local-s3", "buckets", .. options]);

    /// <summary>
    /// Adds a log of the current layout to the folder of the day, with rows numbered by their process id.
    /// </summary>
    public string AddLog(
        DateTimeOffset time,
        int first = 1,
        int rows = 3,
        string cluster = "sales",
        Func<int, bool>? isBad = null
    )
    {
        var path = File(
            $"{Root}/{time:yyyy/MM/dd}/123456789012_redshift_us-east-1_{cluster}_connectionlog_{time:yyyy-MM-ddTHH}"
                + $"%3A{time:mm}.gz"
        );
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Moved into the bucket as a whole: a read that runs at the same time never finds a part of an object.
        var temporary = File($"{Guid.NewGuid():N}.gz");
        using (
            var gzip = new System.IO.Compression.GZipStream(
                System.IO.File.Create(temporary),
                System.IO.Compression.CompressionLevel.Fastest
            )
        )
        using (var writer = new StreamWriter(gzip) { NewLine = "\n" })
        {
            for (var pid = first; pid < first + rows; pid++)
            {
                writer.WriteLine(isBad?.Invoke(pid) == true ? BadRow(pid) : Row(pid));
            }
        }

        System.IO.File.Move(temporary, path, overwrite: true);
        return path;
    }

    public static string BadRow(int pid) => $"authenticated |no row at all |{pid}";

    private static string Row(int pid) =>
        $"authenticated |Mon, 7 Dec 2020 20:01:55:177|::ffff:192.0.2.1 |5439 |{pid}|dev |alice |password |0|TLSv1.2 |"
        + "ECDHE-RSA-AES256-GCM-SHA384 |0| | | |psql |Linux |JDBC 2 |none |0|0a9edc00-a1e6-44e0-8274-9417e5f355de "
        + "|lz4";

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }
    }
}
