using System.CommandLine;
using InputHost.Postgres;

namespace InputHost.Commands;

/// <summary><c>inputhost migrate</c>: creates the tables in a database, or adds those of a later version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command(
            "migrate",
            "Creates the tables in the database of INPUTHOST_DATABASE, or updates them to this version. Other commands "
                + "do the same if their user owns the tables."
        );
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        using var database = DatabaseOption.Open();
        Console.Error.WriteLine($"The database {database.Name} has the tables of version {Migrations.Version}.");
        return ExitCode.Done;
    }
}
