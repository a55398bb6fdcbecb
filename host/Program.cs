using System.CommandLine;
using System.CommandLine.Invocation;
using InputHost;

if (ProcessRequirements.Missing() is not null)
{
    return ExitCode.Usage;
}

var root = new RootCommand("Runs input connectors: reads a source and writes its records.")
{
    PluginCommands.CreateList(),
    PluginCommands.CreateSpec(),
    CheckCommand.Create(),
    ReadCommand.Create(),
    VerifyCommand.Create(),
    PluginProbe.Create(),
    InputHost.Serve.ServeCommand.Create(),
    LocalS3Command.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction wrong)
{
    (wrong.ShowHelp, wrong.ShowTypoCorrections) = (false, false);
}

const int SigTerm = 15;
var exitCode = await parsed.InvokeAsync(
    new InvocationConfiguration
    {
        // A read that has to stop has this long to cut its files back. It may wait for something that does not end, such as a
        // write to a pipe that is not read, and a service manager expects an end within two seconds.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(1.5),
        EnableDefaultExceptionHandler = false,
    }
);

// The library ends with 1 when the words of the command line are wrong, and with 128 and the signal when that time is over.
return parsed.Errors.Count > 0 ? ExitCode.Usage
    : exitCode is 128 + SigTerm ? ExitCode.Interrupted
    : exitCode;
