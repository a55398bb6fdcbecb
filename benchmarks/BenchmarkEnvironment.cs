using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// The environment in which whole processes are measured: generated buckets, the published program, and a folder for
/// the output. The folder is in memory where possible, so that the disk is not measured.
/// </summary>
internal sealed class BenchmarkEnvironment : IDisposable
{
    private const int Seed = 1;
    private const string Memory = "/dev/shm";

    private readonly string _folder = Path.Combine(
        Directory.Exists(Memory) ? Memory : Path.GetTempPath(),
        "inputhost-benchmarks"
    );

    private readonly Dictionary<string, LogSize> _sizes = [];

    private readonly string _load = Load();

    private BenchmarkEnvironment()
    {
        // The folder is from an interrupted run.
        if (Directory.Exists(_folder))
        {
            Dispose();
        }

        Directory.CreateDirectory(_folder);
    }

    public string Inputhost => Path.Combine(_folder, "program", "inputhost");

    /// <summary>Emptied before each run.</summary>
    public string Out => Path.Combine(_folder, "out");

    public string State => Path.Combine(_folder, "audit.db");

    public static async Task<BenchmarkEnvironment> PrepareAsync(params IEnumerable<string> presets)
    {
        var bench = new BenchmarkEnvironment();
        await RunAsync(
            Repository.Root,
            "dotnet",
            "publish",
            "host",
            "-c",
            "Release",
            "-o",
            Path.Combine(bench._folder, "program")
        );
        foreach (var preset in presets)
        {
            bench._sizes[preset] = LogFolder.Preset(preset).Write(bench.Buckets(preset), Seed);
            await Console.Error.WriteLineAsync($"{preset}: {bench._sizes[preset]}");
        }

        return bench;
    }

    public string Buckets(string preset) => Path.Combine(_folder, preset);

    public LogSize Size(string preset) => _sizes[preset];

    /// <summary>A configuration that reads the whole connection log, or the part under a prefix.</summary>
    public string Config(string? prefix = null)
    {
        var path = Path.Combine(_folder, "audit.json");
        var setting = prefix is null ? "" : $"\"prefix\":\"{prefix}\",";
        File.WriteAllText(
            path,
            $$$"""
            {"input":"redshift-audit-logs","settings":{{{{setting}}}"bucket":"{{{LogFolder.Bucket}}}"},
            "secrets":{"access_key":"AKIAIOSFODNN7EXAMPLE","secret_key":"none"}}
            """
        );
        return path;
    }

    /// <summary>Runs once from the start. The run must succeed.</summary>
    public async Task<PeakMemory> MeasureAsync(
        IEnumerable<string> command,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        Clear();
        var found = await PeakMemory.OfAsync(
            Path.Combine(Repository.Root, "benchmarks", "peers"),
            command,
            environment
        );
        return found.ExitCode == 0
            ? found
            : throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {found.ExitCode}: {found.Errors}"
            );
    }

    public void Clear()
    {
        if (Directory.Exists(Out))
        {
            Directory.Delete(Out, recursive: true);
        }

        Directory.CreateDirectory(Out);
        foreach (var file in Directory.EnumerateFiles(_folder, Path.GetFileName(State) + "*"))
        {
            File.Delete(file);
        }
    }

    /// <summary>Writes <c>results/NAME-CPU.md</c> and adds the description of the machine at its end.</summary>
    public async Task WriteResultsAsync(string name, string text)
    {
        var (cpu, memory) = (
            Field("/proc/cpuinfo", "model name"),
            Number(Field("/proc/meminfo", "MemTotal")) / 1024 / 1024
        );
        var kernel = Environment.OSVersion.Version.ToString(2);
        var sdk = (await RunAsync(Repository.Root, "dotnet", "--version")).Trim();
        var commit = (await RunAsync(Repository.Root, "git", "rev-parse", "--short", "HEAD")).Trim();
        var changes = await RunAsync(
            Repository.Root,
            "git",
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--",
            ":!benchmarks/results"
        );
        var about = $"""
            Measured on {Environment.ProcessorCount} cores of {cpu} with {memory:0} GiB of memory and Linux {kernel},
            .NET SDK {sdk}, at commit {commit}{(
                changes == "" ? "" : " with changes"
            )}.
            All files were on {new DriveInfo(
                _folder
            ).DriveFormat}. The mean load of the machine was {_load} at the start and {Load()} at the end.
            """;
        var path = Repository.File("benchmarks", "results", $"{name}-{cpu.Replace(' ', '-').ToLowerInvariant()}.md");
        await File.WriteAllTextAsync(path, $"{text}\n{about}\n");
        Console.WriteLine($"{text}\n{about}\n\nWritten to {path}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static T Median<T>(IEnumerable<T> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <returns>The standard output of a program that must succeed.</returns>
    public static async Task<string> RunAsync(string folder, params IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {process.ExitCode}:\n{output}"
            );
    }

    /// <summary>The 5-minute load average of the machine: processes that ran or waited for a core.</summary>
    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[1];

    private static double Number(string text) => double.Parse(text.Split(' ')[0]);

    private static string Field(string file, string name) =>
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':', 2)[1].Trim();
}
