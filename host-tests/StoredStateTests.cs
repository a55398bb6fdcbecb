using System.Text;
using System.Text.Json;
using LocalS3;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// State files, output folders and plugins of earlier versions, opened by the current program. The files are in
/// <c>fixtures/stored</c>.
/// </summary>
public sealed class StoredStateTests
{
    private const string RecordsFile = "connectionlog.ndjson";
    private const string RejectsFile = "rejects.ndjson";
    private const string FullResync = "full-resync-under-way";

    public static TheoryData<string, string> States
    {
        get
        {
            var states = new TheoryData<string, string>();
            foreach (var version in StoredFolder.Versions)
            {
                foreach (var state in StoredFolder.Entries(version, "states"))
                {
                    states.Add(version, state);
                }
            }

            return states;
        }
    }

    public static TheoryData<string> Versions => new(StoredFolder.Versions);

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_read_resumes_from_a_stored_state_and_every_record_exists_once(string version, string state)
    {
        using var read = await StoredRead.OpenAsync(version, state);
        await read.ContinueAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_stored_plugin_loads_and_continues_a_stored_state(string version)
    {
        foreach (var state in new[] { "sweep-under-way", "partial-object" })
        {
            using var read = await StoredRead.OpenAsync(version, state);
            await read.ContinueAsync(("INPUTHOST_PLUGINS", read.Stored.Stored("plugins")));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_object_that_is_new_since_a_stored_run_ended_is_read(string version)
    {
        foreach (var state in new[] { "completed", "completed-in-many-pages" })
        {
            using var read = await StoredRead.OpenAsync(version, state);
            read.Stored.AddObject(read.Bucket, pid: "7");
            await read.ContinueAsync();
            Assert.Equal("7", StoredFolder.RecordsIn(read.File(RecordsFile))[^1]);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_stored_full_resync_does_not_change_earlier_records_and_becomes_current(string version)
    {
        using var read = await StoredRead.OpenAsync(version, FullResync);
        var before = await File.ReadAllBytesAsync(read.Stored.File($"out/{RecordsFile}"));
        await read.ContinueAsync();
        Assert.Equal(before, await File.ReadAllBytesAsync(read.Stored.File($"out/{RecordsFile}")));
        read.Stored.AddObject(read.Bucket, pid: "7");
        await read.RunAsync(isFull: false);
        Assert.Equal("7", StoredFolder.RecordsIn(read.File(RecordsFile))[^1]);
        read.AssertEachLineOnce();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_stored_plugin_is_listed_by_the_current_program(string version)
    {
        using var stored = new StoredFolder(version);
        using var process = Inputhost.Start(
            stored.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), "list"],
            ("INPUTHOST_PLUGINS", stored.Stored("plugins"))
        );
        var ended = await Inputhost.EndAsync(process);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        var listed = Assert.Single(ended.Lines, line => line.Contains("redshift-audit-logs", StringComparison.Ordinal));
        Assert.Contains(version[1..], listed, StringComparison.Ordinal);
        Assert.Empty(ended.Errors);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_state_file_of_a_newer_program_is_refused_and_neither_it_nor_the_output_is_changed(
        string version
    )
    {
        using var read = await StoredRead.OpenAsync(version, "completed");
        var state = read.Stored.File("audit.db");
        StoredFolder.SetFormatVersion(state, 2);
        string[] files = [state, read.File(RecordsFile)];
        var before = files.Select(File.ReadAllBytes).ToArray();
        var ended = await read.StartAsync(isFull: false);
        Assert.Equal(ExitCode.Checkpoint, ended.ExitCode);
        Assert.Contains(
            "The state file audit.db has the format version 2, but this host supports version 1. It was not "
                + "changed. Use the version of the host that wrote the file.",
            ended.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal(before, files.Select(File.ReadAllBytes));
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task An_audit_of_a_stored_output_folder_that_a_read_completed_finds_no_difference(
        string version,
        string state
    )
    {
        using var read = await StoredRead.OpenAsync(version, state);
        await read.ContinueAsync();
        var ended = await read.AuditAsync();
        Assert.Contains("Nothing is missing: the output has all ", ended.Output, StringComparison.Ordinal);
    }

    /// <summary>A stored state with its output folder and its bucket.</summary>
    private sealed class StoredRead : IDisposable
    {
        private readonly bool _isFull;
        private readonly IReadOnlyDictionary<string, long> _committed;
        private LocalS3Server _server = null!;

        private StoredRead(string version, string state)
        {
            _isFull = state == FullResync;
            Stored = new StoredFolder(version);
            Stored.Copy($"states/{state}", ".");
            using var config = JsonDocument.Parse(System.IO.File.ReadAllText(Stored.File("input.json")));
            Bucket = config.RootElement.GetProperty("settings").GetProperty("bucket").GetString()!;
            _committed = StoredFolder.Committed(Stored.File("audit.db"));
        }

        public StoredFolder Stored { get; }

        public string Bucket { get; }

        public static async Task<StoredRead> OpenAsync(string version, string state)
        {
            var read = new StoredRead(version, state);
            read._server = await read.Stored.ServeAsync();
            return read;
        }

        public string File(string name) => Stored.File(Path.Combine(_isFull ? "again" : "out", name));

        /// <summary>Continues the read, and checks what it wrote and which objects it requested.</summary>
        public async Task ContinueAsync(params (string Name, string Value)[] environment)
        {
            var records = Prefix(RecordsFile);
            var rejects = Prefix(RejectsFile);
            var done = StoredFolder.RecordsIn(File(RecordsFile), records.Length).ToHashSet();
            await RunAsync(_isFull, environment);

            Assert.Equal(records, Start(RecordsFile, records.Length));
            Assert.Equal(rejects, Start(RejectsFile, rejects.Length));
            AssertEachLineOnce();
            var unread = Objects.Where(entry =>
                entry.Value.Select(StoredFolder.RecordOf).OfType<string>().Except(done).Any()
            );
            Assert.Equal(
                unread.Select(entry => entry.Key).Order(StringComparer.Ordinal),
                Asked().Order(StringComparer.Ordinal)
            );

            var length = new FileInfo(File(RecordsFile)).Length;
            var asked = Asked().Count;
            await RunAsync(isFull: false, environment);
            Assert.Equal((length, asked), (new FileInfo(File(RecordsFile)).Length, Asked().Count));
        }

        public async Task RunAsync(bool isFull, params (string Name, string Value)[] environment) =>
            AssertOnlyTheClocksDiffer(await StartAsync(isFull, environment));

        public Task<ProcessResult> StartAsync(bool isFull, params (string Name, string Value)[] environment) =>
            CommandAsync(
                [
                    "read",
                    "--config",
                    "input.json",
                    "--state",
                    "audit.db",
                    "--out",
                    Out,
                    .. isFull ? ["--full"] : Array.Empty<string>(),
                ],
                environment
            );

        /// <summary>Compares the output with all days of the bucket.</summary>
        public Task<ProcessResult> AuditAsync() =>
            CommandAsync(["audit", "--config", "input.json", "--days", "2024-03-01..2024-03-31", "--out", Out], []);

        private string Out => Path.GetDirectoryName(File(RecordsFile))!;

        private async Task<ProcessResult> CommandAsync(string[] arguments, (string Name, string Value)[] environment)
        {
            var endpoint = $"{_server.Endpoint}";
            using var process = Inputhost.Start(
                Stored.Folder,
                "dotnet",
                [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. arguments],
                [("AWS_ENDPOINT_URL_S3", endpoint), ("AWS_ENDPOINT_URL_STS", endpoint), .. environment]
            );
            return await Inputhost.EndAsync(process);
        }

        /// <summary>Every line of the bucket is stored once, as a record or a rejected line.</summary>
        public void AssertEachLineOnce()
        {
            var lines = Objects
                .Values.SelectMany(lines => lines)
                .ToLookup(line => StoredFolder.RecordOf(line) is not null);
            Assert.Equal(
                lines[true].Select(StoredFolder.RecordOf).Order(StringComparer.Ordinal),
                StoredFolder.RecordsIn(File(RecordsFile)).Order(StringComparer.Ordinal)
            );
            Assert.Equal(lines[false].Order(StringComparer.Ordinal), Rejected().Order(StringComparer.Ordinal));
        }

        public void Dispose()
        {
            _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Stored.Dispose();
        }

        private IReadOnlyDictionary<string, string[]> Objects => Stored.Objects(Bucket, "connectionlog");

        /// <summary>The keys of the objects that were requested.</summary>
        private List<string> Asked() =>
            [.. _server.Requests.Where(request => request.Operation == "GetObject").Select(request => request.Key!)];

        /// <summary>The committed bytes of a file, which no later run may change.</summary>
        private byte[] Prefix(string name) => Start(name, (int)_committed.GetValueOrDefault(File(name)));

        private byte[] Start(string name, int length) =>
            length == 0 ? [] : System.IO.File.ReadAllBytes(File(name))[..length];

        private IEnumerable<string> Rejected() =>
            System.IO.File.Exists(File(RejectsFile)) ? System.IO.File.ReadLines(File(RejectsFile)).Select(RawOf) : [];

        private static string RawOf(string line)
        {
            using var rejected = JsonDocument.Parse(line);
            return Encoding.UTF8.GetString(rejected.RootElement.GetProperty("raw").GetBytesFromBase64());
        }
    }

    /// <summary>
    /// The server has the time of the stored state, and the host has its own. Only this difference is reported.
    /// </summary>
    private static void AssertOnlyTheClocksDiffer(ProcessResult ended)
    {
        var reported = ended.Errors.Contains("behind the clock of this host", StringComparison.Ordinal);
        var rejected = ended.Errors.Contains("More than a tenth of the lines", StringComparison.Ordinal);
        Assert.True(ended.ExitCode == (reported || rejected ? 6 : 0), $"{ended.ExitCode}: {ended.Errors}");
        Assert.DoesNotContain("parked", ended.Errors, StringComparison.Ordinal);
    }
}
