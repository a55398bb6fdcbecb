using System.Diagnostics;
using Xunit;

namespace LocalS3Tests;

/// <summary>Runs the <c>aws</c> command line against a server, without the user's own settings.</summary>
internal static class AwsCommandLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "aws", "aws.exe", "aws.cmd" }.Select(name => Path.Join(folder, name)))
            .FirstOrDefault(File.Exists);

    public static async Task<string> RunAsync(ServedBucket bucket, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find()!, [.. arguments, "--endpoint-url", bucket.Server.Endpoint.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = bucket.Folder,
        };
        var inherited = start
            .Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal))
            .ToList();
        foreach (var name in inherited)
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_ACCESS_KEY_ID"] = ServedBucket.AccessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_CONFIG_FILE"] = Path.Join(bucket.Folder, "no-config");
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Join(bucket.Folder, "no-credentials");
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["TZ"] = "UTC";

        using var timeout = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            Assert.True(
                process.ExitCode == 0,
                $"aws {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}"
            );
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
