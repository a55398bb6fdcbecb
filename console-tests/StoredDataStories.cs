using System.Text.Json.Nodes;
using LocalS3;
using Xunit;

namespace ConsoleTests;

/// <summary>
/// The data folders and API responses of consoles of earlier versions (<c>fixtures/stored</c>), opened by the current
/// console.
/// </summary>
public sealed class StoredDataStories
{
    private const string AccessKey = "AKIAIOSFODNN7EXAMPLE";

    /// <summary>The object that the stored run of the interrupted input was waiting for.</summary>
    private const string HeldObject = "us-east-1_sales_connectionlog_2024-03-10T16:53";

    private const string ArchivedObject = "eu-central-1_sales_connectionlog_2024-03-10T03:00";

    public static TheoryData<string> Versions => new(StoredFolder.Versions);

    [ConsoleTheory]
    [MemberData(nameof(Versions))]
    public async Task A_stored_console_is_opened_and_the_interrupted_run_resumes(string version)
    {
        await using var data = await StoredConsole.OpenAsync(version);
        var input = await data.Client.UntilAsync(
            data.Id("interrupted"),
            input => ConsoleClient.Outcome(input) is "done" or "objectsleft"
        );
        data.AssertEachRecordOnce(input, "connectionlog");
        var expected = data.Responses("api/inputs").AsArray();
        var inputs = (await data.Client.GetAsync("/api/inputs")).AsArray();
        Assert.Equal(expected.Select(Name), inputs.Select(Name));
        foreach (var id in expected.Select(input => input!["id"]!.GetValue<string>()))
        {
            var before = data.Responses($"api/inputs/{id}");
            var now = await data.Client.GetAsync($"/api/inputs/{id}");
            Assert.Equal(before["settings"]!.ToJsonString(), now["settings"]!.ToJsonString());
            Assert.Equal(before["schedule"]!.ToJsonString(), now["schedule"]!.ToJsonString());
            Assert.Equal(before["secrets"]!.ToJsonString(), now["secrets"]!.ToJsonString());
            Assert.Equal(Errors(before), Errors(now));
            Assert.Equal(Unread(before), Unread(now));
            Assert.Subset(Started(now), Started(before));
        }
    }

    [ConsoleTheory]
    [MemberData(nameof(Versions))]
    public async Task Stored_inputs_run_with_their_stored_secrets_and_repeat_no_record(string version)
    {
        await using var data = await StoredConsole.OpenAsync(version);
        foreach (var (name, logType) in new[] { ("yearly", "connectionlog"), ("user-log", "userlog") })
        {
            var input = await data.RunToEndAsync(name);
            AssertNoObjectFailed(input);
            data.AssertEachRecordOnce(input, logType);
        }
    }

    [ConsoleTheory]
    [MemberData(nameof(Versions))]
    public async Task Stored_failed_objects_are_retried_and_an_archived_object_is_still_shown(string version)
    {
        await using var data = await StoredConsole.OpenAsync(version);
        var input = await data.RunToEndAsync("unread");
        AssertNoObjectFailed(input);
        Assert.Equal("archived", Assert.Single(input["left"]!.AsArray())!["reason"]!.GetValue<string>());
        data.AssertEachRecordOnce(
            input,
            "connectionlog",
            key =>
                key.Contains("/eu-central-1/", StringComparison.Ordinal)
                && !key.Contains(ArchivedObject, StringComparison.Ordinal)
        );
    }

    [ConsoleTheory]
    [MemberData(nameof(Versions))]
    public async Task A_stored_full_resync_resumes_and_replaces_the_previous_records(string version)
    {
        await using var data = await StoredConsole.OpenAsync(version);
        var before = await data.Client.GetAsync($"/api/inputs/{data.Id("full-resync")}");
        Assert.True(before["full"]!.GetValue<bool>());
        var next = $"{Folder(before)[..^1]}2";
        var records = Path.Combine(next, "connectionlog.ndjson");
        var committed = await File.ReadAllTextAsync(records);
        var input = await data.RunToEndAsync("full-resync");
        AssertNoObjectFailed(input);
        Assert.False(input["full"]!.GetValue<bool>());
        data.AssertEachRecordOnce(input, "connectionlog");
        Assert.Equal(next, Folder(input));
        Assert.StartsWith(committed, await File.ReadAllTextAsync(records), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder(before)));
    }

    [ConsoleTheory]
    [MemberData(nameof(Versions))]
    public async Task Every_member_of_a_stored_response_is_in_the_current_one(string version)
    {
        var hold = new DelayedObject(HeldObject);
        try
        {
            await using var data = await StoredConsole.OpenAsync(version, hold);
            await hold.Asked;
            await data.Client.UntilAsync(data.Id("interrupted"), input => input["progress"] is not null);
            var missing = new List<string>();
            foreach (var file in data.ResponseFiles)
            {
                var stored = StoredConsole.Parse(data.File(file));
                var current = await data.GetAsync(file);
                var found = file.StartsWith("openapi/", StringComparison.Ordinal)
                    ? ResponseShape.MissingOfApi(stored, current)
                    : ResponseShape.Missing(stored, current);
                missing.AddRange(found.Select(member => $"{file}: {member}"));
            }

            hold.LetGo();
            Assert.True(missing.Count == 0, string.Join('\n', missing));
        }
        finally
        {
            hold.LetGo();
        }
    }

    [ConsoleTheory]
    [MemberData(nameof(Versions))]
    public async Task A_database_of_a_newer_console_is_refused_and_not_changed(string version)
    {
        using var stored = new StoredFolder(version);
        stored.Copy("console/data", "data");
        var database = stored.File("data/console.db");
        StoredFolder.SetFormatVersion(database, 2);
        var before = await File.ReadAllBytesAsync(database);
        var ended = await ServedConsole.RunAsync(stored.Folder, "http://127.0.0.1:0");
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains($"{database} has the format version 2", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("supports version 1. It was not changed.", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Use the version of the program that wrote it", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(database));
    }

    private static string Name(JsonNode? input) => input!["name"]!.GetValue<string>();

    private static string Folder(JsonNode input) => input["output"]!["folder"]!.GetValue<string>();

    private static IEnumerable<JsonNode> Runs(JsonNode input) => input["lastRuns"]!.AsArray().Select(run => run!);

    private static HashSet<string> Started(JsonNode input) =>
        [.. Runs(input).Select(run => run["started"]!.GetValue<string>())];

    private static IEnumerable<string> Errors(JsonNode input) =>
        Runs(input).Select(run => run["error"]?.ToJsonString()).OfType<string>();

    private static IEnumerable<string> Unread(JsonNode input) =>
        input["left"]!.AsArray().Select(unread => unread!.ToJsonString());

    /// <summary>A copy of a stored data folder, served by the current console.</summary>
    private sealed class StoredConsole : IAsyncDisposable
    {
        private readonly StoredFolder _stored;
        private readonly LocalS3Server _s3;
        private readonly ServedConsole _console;
        private readonly JsonNode _ids;

        private StoredConsole(StoredFolder stored, LocalS3Server s3, ServedConsole console)
        {
            (_stored, _s3, _console) = (stored, s3, console);
            _ids = Parse(stored.Stored("console/inputs.json"));
        }

        public ConsoleClient Client => _console.Client;

        /// <summary>The stored responses. The relative path of a file is the route of its response.</summary>
        public IEnumerable<string> ResponseFiles =>
            Directory
                .EnumerateFiles(File(""), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(File(""), file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal);

        public static async Task<StoredConsole> OpenAsync(string version, DelayedObject? hold = null)
        {
            var stored = new StoredFolder(version);
            stored.Copy("console/data", "data");
            var s3 = await stored.ServeAsync(hold is null ? null : hold.Refuse, AccessKey);
            var console = await ServedConsole.StartAsync(stored.Folder, s3.Endpoint, Plugins.In(stored.Folder));
            return new StoredConsole(stored, s3, console);
        }

        public static JsonNode Parse(string file)
        {
            var text = System.IO.File.ReadAllText(file);
            return Path.GetExtension(file) == ".ndjson" ? Lines(text) : JsonNode.Parse(text)!;
        }

        public string Id(string name) => _ids[name]!.GetValue<string>();

        public string File(string response) => _stored.Stored(Path.Combine("console", "responses", response));

        public JsonNode Responses(string route) => Parse(File($"{route}.json"));

        public Task<JsonNode> RunToEndAsync(string name) => Client.RunToEndAsync(Id(name));

        /// <summary>The current response of the route of a stored response.</summary>
        public async Task<JsonNode> GetAsync(string file)
        {
            var route = $"/{Path.ChangeExtension(file, null)}";
            if (Path.GetExtension(file) == ".ndjson")
            {
                return Lines((await Client.SendAsync(HttpMethod.Get, route)).Body);
            }

            if (!route.EndsWith("/events", StringComparison.Ordinal))
            {
                return await Client.GetAsync(route);
            }

            await foreach (var (name, data) in Client.EventsAsync(route))
            {
                return new JsonObject { ["event"] = name, ["data"] = data };
            }

            throw new InvalidOperationException($"{route} sent no event.");
        }

        /// <summary>Asserts that the input has each record of the objects in its bucket exactly once.</summary>
        public void AssertEachRecordOnce(JsonNode input, string logType, Func<string, bool>? isRead = null)
        {
            var objects = _stored.Objects(input["settings"]!["bucket"]!.GetValue<string>(), logType);
            var expected = objects
                .Where(entry => isRead?.Invoke(entry.Key) ?? true)
                .SelectMany(entry => entry.Value)
                .Select(StoredFolder.RecordOf)
                .OfType<string>();
            Assert.Equal(
                expected.Order(StringComparer.Ordinal),
                StoredFolder.RecordsIn(Path.Combine(Folder(input), $"{logType}.ndjson")).Order(StringComparer.Ordinal)
            );
        }

        public async ValueTask DisposeAsync()
        {
            await _console.DisposeAsync();
            await _s3.DisposeAsync();
            _stored.Dispose();
        }

        private static JsonArray Lines(string text) =>
            [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))];
    }

    /// <summary>
    /// No object failed, although the clocks differ: S3 returns the time of the stored data, and the console uses the
    /// current time. The difference is reported, so the outcome can be other than "done".
    /// </summary>
    private static void AssertNoObjectFailed(JsonNode input)
    {
        Assert.Contains(ConsoleClient.Outcome(input), new[] { "done", "objectsleft" });
        var unread = input["left"]?.AsArray() ?? [];
        Assert.DoesNotContain(unread, entry => entry!["reason"]!.GetValue<string>() == "parked");
    }
}
