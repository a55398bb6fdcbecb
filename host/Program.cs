using System.CommandLine;
using System.CommandLine.Invocation;
using InputHost;

var root = new RootCommand("Runs input connectors: reads a source and writes its records.")
{
    PluginCommands.CreateList(),
    PluginCommands.CreateSpec(),
    CheckCommand.Create(),
    ReadCommand.Create(),
    VerifyCommand.Create(),
    InputHost.Serve.ServeCommand.Create(),
    LocalS3Command.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction wrong)
{
    (wrong.ShowHelp, wrong.ShowTypoCorrections) = (false, false);
}

var exitCode = await parsed.InvokeAsync(new InvocationConfiguration
{
    // A read that was told to stop has this long to cut its files back.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(2),
    EnableDefaultExceptionHandler = false,
});

// The library ends with 1 when the words of the command line are wrong.
return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
