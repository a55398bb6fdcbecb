using System.Text.Json.Nodes;
using InputHost.Tests;
using LocalS3;
using Xunit;

namespace ConsoleTests;

/// <summary>A story around one console, its data folder, and a bucket.</summary>
public abstract class ConsoleStory : IAsyncLifetime
{
    protected const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    protected const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    protected const string EveryTenSeconds = "0/10 * * * * ?";

    protected static readonly DateTimeOffset Day = new(2024, 3, 9, 0, 0, 0, TimeSpan.Zero);

    private ServedConsole? _console;

    internal Workplace Work { get; } = new(withFixtures: false);

    internal LocalS3Server S3 { get; private set; } = null!;

    internal ServedConsole Console => _console!;

    internal ConsoleClient Client => Console.Client;

    /// <summary>The process ids of all rows in the bucket, each of which is in one row.</summary>
    internal List<int> Pids { get; } = [];

    protected string DataFolder => Work.File("data");

    /// <summary>What the bucket answers instead of what it was asked for.</summary>
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

    /// <summary>What is in the bucket before the console is started.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    protected async Task StartS3Async(int port = 0) => S3 = await LocalS3Server.StartAsync(Serving(new LocalS3Options { Folder = Work.File("buckets"), Port = port }));

    protected virtual LocalS3Options Serving(LocalS3Options options) => options with { Refuse = request => Refuse(request) };

    /// <summary>Starts the console, again after its end.</summary>
    protected async Task StartAsync(params (string Name, string Value)[] environment)
    {
        if (_console is not null)
        {
            await _console.DisposeAsync();
        }

        _console = await ServedConsole.StartAsync(Work.Folder, S3.Endpoint, environment);
    }

    /// <summary>Puts a log with so many rows into the bucket.</summary>
    protected string AddLog(DateTimeOffset time, int first, int rows, Func<int, bool>? isBad = null)
    {
        Pids.AddRange(Enumerable.Range(first, rows).Where(pid => isBad?.Invoke(pid) != true));
        return Work.AddLog(time, first, rows, isBad: isBad);
    }

    /// <summary>So many logs, one an hour.</summary>
    protected void AddLogs(int count, int rows)
    {
        for (var i = 0; i < count; i++)
        {
            AddLog(Day.AddHours(i), 10_000_000 + (i * 1_000), rows);
        }
    }

    /// <summary>What a person enters for the bucket.</summary>
    protected static JsonObject Input(string name = "Audit", JsonObject? schedule = null) => new()
    {
        ["name"] = name,
        ["connector"] = "redshift-audit-logs",
        ["settings"] = new JsonObject { ["bucket"] = "audit-logs", ["region"] = "us-east-1" },
        ["secrets"] = new JsonObject { ["access_key"] = AccessKey, ["secret_key"] = SecretKey },
        ["schedule"] = schedule ?? [],
    };

    /// <summary>Every row of the bucket is a record of the input exactly once.</summary>
    protected void AssertEachRecordOnce(JsonNode input) =>
        Assert.Equal(Pids.Order(), Records.Pids(Path.Combine(input["output"]!["folder"]!.GetValue<string>(), "connectionlog.ndjson")).Order());
}
