namespace InputHost.Serve.Errors;

/// <summary>
/// Writes the type and stack trace of internal errors to standard error, but not their message, which may contain
/// secrets.
/// </summary>
internal static class ErrorLog
{
    public static void Write(Exception exception) =>
        Console.Error.WriteLine(
            $"inputhost: An internal error occurred ({exception.GetType().Name}). Report it with this stack trace:\n"
                + exception.StackTrace
        );
}
