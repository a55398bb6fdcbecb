using InputSdk;

namespace InputHost.Serve.Errors;

/// <summary>An error as users see it. It never contains a secret.</summary>
internal sealed record ApiError
{
    private const string FullResync =
        "Start a full re-sync, which reads everything again, or restore the previous settings.";

    public required ErrorKind Kind { get; init; }

    public required string Code { get; init; }

    public required string Message { get; init; }

    public string? Pointer { get; init; }

    public string? Call { get; init; }

    public string? Permission { get; init; }

    public string? Remedy { get; init; }

    public static ApiError Of(InputError error) =>
        new()
        {
            Kind = error.Kind,
            Code = error.Code,
            Message = error.Message,
            Pointer = error.Pointer,
            Call = error.Call,
            Permission = error.Permission,
            Remedy = error.Remedy,
        };

    public static ApiError Of(Exception exception) =>
        exception switch
        {
            InputException e => Of(e.Error),
            HostException e => new()
            {
                Kind = e.Kind,
                Code = "host",
                Message = e.Message,
            },

            // The message of an unknown exception may contain secrets, so only its type is shown.
            _ => new()
            {
                Kind = ErrorKind.Internal,
                Code = "host.fault",
                Message = $"An internal error occurred ({exception.GetType().Name}). Report this error.",
            },
        };

    /// <summary>
    /// The same for a run. If the checkpoint cannot be used, shows the remedy of the console, not of the command line.
    /// </summary>
    public static ApiError OfRun(Exception exception)
    {
        var error = Of(exception);
        if (error.Kind == ErrorKind.Internal && exception is not (InputException or HostException))
        {
            ErrorLog.Write(exception);
        }

        return error.Kind == ErrorKind.Checkpoint
            ? error with
            {
                Message = error.Message.Replace(error.Remedy ?? "\0", FullResync, StringComparison.Ordinal),
                Remedy = FullResync,
            }
            : error;
    }
}
