using System.CommandLine;
using InputSdk;
using LocalS3;

namespace InputHost.Commands;

/// <summary><c>inputhost local-s3</c>: serves a folder as S3 to any AWS client on this machine.</summary>
internal static class LocalS3Command
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder. Each subfolder is a bucket." };
        var port = new Option<int>("--port")
        {
            Description = "The port on loopback. Default: a free port.",
            HelpName = "N",
        };
        var latency = new Option<int>("--latency")
        {
            Description = "The simulated network latency of each request, in milliseconds. Default: 0.",
            HelpName = "MS",
        };
        var command = new Command("local-s3", "Serves a folder as read-only S3 on loopback until you press Ctrl-C.")
        {
            folder,
            port,
            latency,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    new LocalS3Options
                    {
                        Folder = result.GetValue(folder)!,
                        Port = result.GetValue(port),
                        Latency = TimeSpan.FromMilliseconds(result.GetValue(latency)),
                    },
                    cancellationToken
                )
        );
        return command;
    }

    public static async Task<LocalS3Server> StartAsync(LocalS3Options options, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalS3Server.StartAsync(options, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            throw new HostException(
                ErrorKind.Config,
                $"The folder {options.Folder} cannot be served on port {options.Port}: {e.Message}"
            );
        }
    }

    /// <summary>
    /// Serves a folder to the connector and sets the environment variables that direct AWS clients to
    /// this server. Null when there is no folder.
    /// </summary>
    public static async Task<LocalS3Server?> ServeToConnectorAsync(string? folder, CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            return null;
        }

        var server = await StartAsync(new LocalS3Options { Folder = folder }, cancellationToken);
        foreach (var service in new[] { "S3", "STS" })
        {
            Environment.SetEnvironmentVariable($"AWS_ENDPOINT_URL_{service}", server.Endpoint.ToString());
        }

        return server;
    }

    private static async Task<int> RunAsync(LocalS3Options options, CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(options, cancellationToken);
        var endpoint = server.Endpoint.ToString().TrimEnd('/');
        await Console.Error.WriteLineAsync(
            $"Serving {Path.GetFullPath(options.Folder)} at {endpoint} until Ctrl-C. Any credentials are accepted:"
        );
        await Console.Error.WriteLineAsync(
            "  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 "
                + $"aws --endpoint-url {endpoint} s3 ls"
        );
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return ExitCode.Done;
    }
}
