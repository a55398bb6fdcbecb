using System.CommandLine;
using System.CommandLine.Invocation;
using InputHost;
using InputHost.Cli;
using InputHost.Commands;
using InputHost.Verify;

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
    AuditCommand.Create(),
    VerifyCommand.Create(),
    PluginProbe.Create(),
    ServeCommand.Create(),
    MigrateCommand.Create(),
    LocalS3Command.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction wrong)
{
    (wrong.ShowHelp, wrong.ShowTypoCorrections) = (false, false);
}

const int SigTerm = 15;
var invocation = new InvocationConfiguration
{
    // The time that a stopped read has to truncate its files. The read can be blocked, for example by a write to a
    // pipe that is not read, and a service manager expects the process to end within two seconds.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(1.5),
    EnableDefaultExceptionHandler = false,
};
var exitCode = await ErrorBoundary.RunAsync(() => parsed.InvokeAsync(invocation));

// The library returns 1 for an invalid command line, and 128 plus the signal number after the termination timeout.
return parsed.Errors.Count > 0 ? ExitCode.Usage
    : exitCode is 128 + SigTerm ? ExitCode.Interrupted
    : exitCode;
