using InputSdk;
using Npgsql;

namespace InputHost.Postgres;

/// <summary>
/// Translates the errors of PostgreSQL and of connections to it. Messages never contain values of records.
/// </summary>
internal static class DatabaseFault
{
    /// <exception cref="HostException">The action failed in the database or on the connection to it.</exception>
    public static T Guard<T>(string database, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new RowExistsException(e);
        }
        catch (PostgresException e)
        {
            throw Of(database, e);
        }
        catch (NpgsqlException e)
        {
            throw new HostException(
                ErrorKind.Transient,
                $"The connection to the database {database} failed ({Reason(e)}). Nothing after the last checkpoint "
                    + "was kept. Check that the server is running and can be reached, and run again."
            );
        }
        catch (InvalidOperationException)
        {
            // Npgsql throws this exception for a connection that is already closed.
            throw new HostException(
                ErrorKind.Transient,
                $"The connection to the database {database} was lost. Nothing after the last checkpoint was kept. "
                    + "Run again."
            );
        }
    }

    public static void Guard(string database, Action action) =>
        Guard(
            database,
            () =>
            {
                action();
                return true;
            }
        );

    /// <summary>The error by its SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
    private static HostException Of(string database, PostgresException e) =>
        e.SqlState switch
        {
            "28P01" or "28000" => new(
                ErrorKind.Access,
                $"The database {database} refused the user or the password. Correct them in {Database.Variable}."
            ),
            "3D000" => new(ErrorKind.Config, $"The database {database} does not exist. Create it, and run again."),
            "42501" => new(
                ErrorKind.Access,
                $"The user of the database {database} lacks a permission ({e.MessageText}). Grant the permissions that "
                    + "docs/postgres.md lists."
            ),
            "53100" => new(
                ErrorKind.Transient,
                $"The disk of the database {database} is full. Nothing after the last checkpoint was kept. Free disk "
                    + "space on the server, and run again."
            ),
            var state when IsTransient(state) => new(
                ErrorKind.Transient,
                $"The database {database} ended a request ({e.MessageText.TrimEnd('.')}, SQLSTATE {state}). Nothing "
                    + "after the last checkpoint was kept. Run again."
            ),
            var state => new(
                ErrorKind.Internal,
                $"The database {database} refused a request with SQLSTATE {state}"
                    + (e.TableName is null ? "." : $" for the table {e.TableName}.")
                    + " Look for the error in the log of the server, and report it."
            ),
        };

    /// <summary>
    /// Lost connections (08), rollbacks because of concurrency (40), insufficient resources (53), locks (55P03),
    /// shutdowns and timeouts (57, 25P03), system errors such as of the disk (58), and a partition that was dropped
    /// at the same time (23514).
    /// </summary>
    private static bool IsTransient(string state) =>
        state[..2] is "08" or "40" or "53" or "57" or "58" || state is "55P03" or "25P03" or "23514";

    private static string Reason(Exception e) => (e.InnerException ?? e).Message.TrimEnd('.');
}

/// <summary>A row with the same primary key exists.</summary>
internal sealed class RowExistsException(Exception cause) : Exception("A row with the same key exists.", cause);
