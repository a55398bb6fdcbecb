using System.IO.Compression;
using System.Text.Json;
using LocalS3;
using Microsoft.Data.Sqlite;

namespace TestSupport;

/// <summary>
/// A copy of files that an earlier version stored (<c>fixtures/stored</c>), in a temporary folder that is removed at
/// the end.
/// </summary>
public sealed class StoredFolder : IDisposable
{
    /// <summary>The folder in which the files were written. State files contain it in absolute paths.</summary>
    private const string WrittenIn = "/srv/audit";

    private readonly string _stored;
    private readonly Buckets _buckets;

    public StoredFolder(string version)
    {
        _stored = Repository.File("fixtures", "stored", version);
        _buckets = JsonSerializer.Deserialize<Buckets>(
            System.IO.File.ReadAllText(Path.Combine(_stored, "buckets.json")),
            JsonSerializerOptions.Web
        )!;
        Copy("buckets", "buckets");

        // Git does not keep file times, and they are part of the identity of an object.
        foreach (var (path, time) in _buckets.LastModified)
        {
            System.IO.File.SetLastWriteTimeUtc(File($"buckets/{path}"), time.UtcDateTime);
        }
    }

    public static IEnumerable<string> Versions =>
        Directory
            .GetDirectories(Repository.File("fixtures", "stored"), "v*")
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal);

    public string Folder { get; } = Directory.CreateTempSubdirectory("stored-").FullName;

    /// <summary>The time of S3: shortly after the files were stored, on the same day.</summary>
    public DateTimeOffset Now => _buckets.Now.AddMinutes(20);

    /// <summary>The names of the entries in a folder of the version.</summary>
    public static IEnumerable<string> Entries(string version, string folder) =>
        Directory
            .GetFileSystemEntries(Repository.File("fixtures", "stored", version, folder))
            .Select(entry => Path.GetFileName(entry)!)
            .Order(StringComparer.Ordinal);

    public string File(string path) => Path.Combine(Folder, path);

    /// <summary>The path of a file of the version that is only read.</summary>
    public string Stored(string path) => Path.Combine(_stored, path);

    /// <summary>Copies a folder, and changes the absolute paths in its state files to those of the copy.</summary>
    public void Copy(string from, string to)
    {
        var source = Path.Combine(_stored, from);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(File(to), Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }

        foreach (var state in Directory.EnumerateFiles(File(to), "*.db", SearchOption.AllDirectories))
        {
            Relocate(state);
        }
    }

    /// <summary>Serves the buckets unchanged.</summary>
    public Task<LocalS3Server> ServeAsync(Func<S3Request, S3Error?>? refuse = null, string? accessKey = null) =>
        LocalS3Server.StartAsync(
            new LocalS3Options
            {
                Folder = File("buckets"),
                Time = new FixedTime(Now),
                InjectError = refuse,
                AccessKey = accessKey,
            }
        );

    /// <summary>The objects of a log type, each with its lines, read without the connector.</summary>
    public IReadOnlyDictionary<string, string[]> Objects(string bucket, string logType)
    {
        var root = File($"buckets/{bucket}");
        return Directory
            .EnumerateFiles(root, $"*_{logType}_*.gz", SearchOption.AllDirectories)
            .ToDictionary(file => Uri.UnescapeDataString(Path.GetRelativePath(root, file).Replace('\\', '/')), Lines);
    }

    /// <summary>The identity of a line's record; null if the line is not a record.</summary>
    public static string? RecordOf(string line) =>
        line.Split('|') switch
        {
            { Length: 22 } connection => connection[4],
            { Length: 11 } user => user[9],
            _ => null,
        };

    /// <summary>The identities of the records in a file. An incomplete line at its end is not a record.</summary>
    public static IReadOnlyList<string> RecordsIn(string file, long? length = null)
    {
        var bytes = System.IO.File.ReadAllBytes(file).AsSpan();
        var whole = length is null ? bytes : bytes[..(int)length];
        var records = new List<string>();
        foreach (var line in System.Text.Encoding.UTF8.GetString(whole).Split('\n').SkipLast(1))
        {
            using var document = JsonDocument.Parse(line);
            var record = document.RootElement;
            records.Add(record.GetProperty(record.TryGetProperty("xid", out _) ? "xid" : "pid").GetString()!);
        }

        return records;
    }

    /// <summary>The committed lengths of output files in a state file, by path.</summary>
    public static IReadOnlyDictionary<string, long> Committed(string state)
    {
        using var connection = Open(state);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT folder, name, length FROM file";
        using var reader = command.ExecuteReader();
        var lengths = new Dictionary<string, long>();
        while (reader.Read())
        {
            lengths[Path.Combine(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        }

        return lengths;
    }

    /// <summary>Sets the format version of a SQLite file, as a later version of the program does.</summary>
    public static void SetFormatVersion(string file, int version)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA user_version = {version}";
        command.ExecuteNonQuery();
    }

    /// <summary>Adds an object with one row that was written a few minutes ago.</summary>
    public string AddObject(string bucket, string pid)
    {
        var time = Now.AddMinutes(-10);
        var row = Objects(bucket, "connectionlog").Values.First()[0].Split('|');
        row[4] = pid;
        var path = File(
            $"buckets/{bucket}/AWSLogs/123456789012/redshift/us-east-1/{time:yyyy/MM/dd}/"
                + $"123456789012_redshift_us-east-1_sales_connectionlog_{time:yyyy-MM-ddTHH}%3A{time:mm}.gz"
        );
        using (var writer = new StreamWriter(new GZipStream(System.IO.File.Create(path), CompressionLevel.Fastest)))
        {
            writer.Write(string.Join('|', row) + "\n");
        }

        System.IO.File.SetLastWriteTimeUtc(path, time.UtcDateTime);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string[] Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(file), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n')[..^1];
    }

    private static SqliteConnection Open(string file)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false };
        var connection = new SqliteConnection(source.ToString());
        connection.Open();
        return connection;
    }

    private void Relocate(string file)
    {
        using var connection = Open(file);
        foreach (var table in new[] { "file", "full_read" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM sqlite_schema WHERE name = '{table}'";
            if ((long)command.ExecuteScalar()! == 0)
            {
                continue;
            }

            command.CommandText = $"""
                UPDATE {table} SET folder = $here || replace(substr(folder, $length + 1), '/', $separator)
                WHERE folder LIKE $there || '/%'
                """;
            command.Parameters.AddWithValue("$here", Folder);
            command.Parameters.AddWithValue("$there", WrittenIn);
            command.Parameters.AddWithValue("$length", WrittenIn.Length);
            command.Parameters.AddWithValue("$separator", $"{Path.DirectorySeparatorChar}");
            command.ExecuteNonQuery();
        }
    }

    private sealed record Buckets(DateTimeOffset Now, IReadOnlyDictionary<string, DateTimeOffset> LastModified);

    /// <summary>A clock that always returns the same time.</summary>
    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
