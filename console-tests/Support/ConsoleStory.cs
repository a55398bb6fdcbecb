using System.Text.Json.Nodes;
using LocalS3;
using Xunit;

namespace ConsoleTests;

/// <summary>A test with one console, its data folder, and a bucket.</summary>
public abstract class ConsoleStory : IAsyncLifetime
{
    protected const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    protected const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    protected const string EveryTenSeconds = "0/10 * * * * ?";

    protected static readonly DateTimeOffset Day = new(2024, 3, 9, 0, 0, 0, TimeSpan.Zero);

    private ServedConsole? _console;

    internal FixtureFolder Work { get; } = new(withFixtures: false);

    internal LocalS3Server S3 { get; private set; } = null!;

    internal ServedConsole Console => _console!;

    internal ConsoleClient Client => Console.Client;

    /// <summary>The process IDs of all rows in the bucket. Each process ID is in exactly one row.</summary>
    internal List<int> Pids { get; } = [];

    protected string DataFolder => Work.File("data");

    /// <summary>Returns the error with which S3 refuses a request, or null to accept the request.</summary>
    protected Func<S3Request, S3Error?> Refuse { get; set; } = _ => null;

    public async Task InitializeAsync()
    {
        await StartS3Async();
        await PrepareAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_console is not null)
        {
            await _console.DisposeAsync();
        }

        await S3.DisposeAsync();
        Work.Dispose();
    }

    /// <summary>Fills the bucket before the console starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    protected async Task StartS3Async(int port = 0)
    {
        var options = new LocalS3Options { Folder = Work.File("buckets"), Port = port };
        S3 = await LocalS3Server.StartAsync(Serving(options));
    }

    protected virtual LocalS3Options Serving(LocalS3Options options) =>
        options with
        {
            InjectError = request => Refuse(request),
        };

    /// <summary>Starts or restarts the console.</summary>
    protected async Task StartAsync(params (string Name, string Value)[] environment)
    {
        if (_console is not null)
        {
            await _console.DisposeAsync();
        }

        _console = await ServedConsole.StartAsync(Work.Folder, S3.Endpoint, environment);
    }

    /// <summary>Adds a log with the given number of rows to the bucket.</summary>
    protected string AddLog(DateTimeOffset time, int first, int rows, Func<int, bool>? isBad = null)
    {
        Pids.AddRange(Enumerable.Range(first, rows).Where(pid => isBad?.Invoke(pid) != true));
        return Work.AddLog(time, first, rows, isBad: isBad);
    }

    /// <summary>Adds the given number of logs, one for each hour.</summary>
    protected void AddLogs(int count, int rows)
    {
        for (var i = 0; i < count; i++)
        {
            AddLog(Day.AddHours(i), 10_000_000 + (i * 1_000), rows);
        }
    }

    /// <summary>The body of a request that adds an input for the bucket.</summary>
    protected static JsonObject Input(string name = "Audit", JsonObject? schedule = null) =>
        new()
        {
            ["name"] = name,
            ["connector"] = "redshift-audit-logs",
            ["settings"] = new JsonObject { ["bucket"] = "audit-logs", ["region"] = "us-east-1" },
            ["secrets"] = new JsonObject { ["access_key"] = AccessKey, ["secret_key"] = SecretKey },
            ["schedule"] = schedule ?? [],
        };

    /// <summary>Asserts that each row of the bucket is exactly one record of the input.</summary>
    protected void AssertEachRecordOnce(JsonNode input)
    {
        var folder = input["output"]!["folder"]!.GetValue<string>();
        Assert.Equal(Pids.Order(), Records.Pids(Path.Combine(folder, "connectionlog.ndjson")).Order());
    }
}
