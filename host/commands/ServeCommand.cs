using System.CommandLine;
using InputHost.Cli;
using InputHost.Health;
using InputHost.Serve;
using InputHost.Serve.Inputs;
using InputSdk;

namespace InputHost.Commands;

/// <summary><c>inputhost serve</c>: the console.</summary>
internal static class ServeCommand
{
    private const int MaxRunsAtOnce = 256;

    public static Command Create()
    {
        var url = new Option<string>("--urls")
        {
            Description =
                "The address to listen on. Addresses other than loopback need a token in "
                + $"{AccessToken.Variable} or {AccessToken.FileVariable}.",
            HelpName = "URL",
            DefaultValueFactory = _ => "http://127.0.0.1:8642",
        };
        var data = new Option<string>("--data")
        {
            Description = "The folder for the inputs, keys, checkpoints and records.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "inputhost-data",
        };
        var runs = new Option<int>("--runs")
        {
            Description = "The maximum number of inputs that run at once. The others wait.",
            HelpName = "N",
            DefaultValueFactory = _ => 16,
        };
        var (tenant, localS3) = (CommonOptions.Tenant(), CommonOptions.LocalS3());
        var command = new Command(
            "serve",
            "Serves the console, in which you configure, schedule and monitor inputs in a browser."
        )
        {
            url,
            data,
            runs,
            tenant,
            localS3,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    Options(result.GetValue(url)!, result.GetValue(runs), result.GetValue(tenant)!),
                    result.GetValue(data)!,
                    result.GetValue(localS3),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ConsoleOptions options,
        string dataFolder,
        string? localS3,
        CancellationToken cancellationToken
    )
    {
        if (!Pages.AreBuilt)
        {
            throw new HostException(
                ErrorKind.Config,
                $"The pages of the console are missing: {Pages.Folder} does not contain index.html. "
                    + "Install Node 20.19 or later, and build the program again."
            );
        }

        await using var s3 = await LocalS3Command.ServeToConnectorAsync(localS3, cancellationToken);
        using var data = DataFolder.Open(dataFolder);
        await using var server = await ConsoleServer.StartAsync(options, data, cancellationToken);
        var place = $"The console is at {string.Join(" and ", server.Addresses)} with the data folder {data.Root}.";
        await Console.Error.WriteLineAsync($"{place} Press Ctrl-C to stop it.");
        using var service = ServiceNotifier.FromEnvironment(Environment.GetEnvironmentVariable);

        // The timer of the watchdog runs on the threads that also run the inputs and answer requests.
        service.Ready(place, isAlive: () => true, TimeProvider.System);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Done;
    }

    private static ConsoleOptions Options(string url, int runs, string tenant)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttp
            || address.PathAndQuery != "/"
        )
        {
            throw new HostException(
                ErrorKind.Config,
                $"--urls takes an address such as http://127.0.0.1:8642, not \"{url}\". "
                    + "For HTTPS, use a reverse proxy."
            );
        }

        if (runs is < 1 or > MaxRunsAtOnce)
        {
            throw new HostException(ErrorKind.Config, $"--runs takes a number from 1 to {MaxRunsAtOnce}.");
        }

        return new ConsoleOptions
        {
            Url = url,
            Token = AccessToken.For(url, address.Host),
            RunsAtOnce = runs,
            Tenant = tenant,
        };
    }
}
