namespace InputHost.Serve;

/// <summary>Faults of the program, for whoever reports them: where they happened, and not their messages, which may quote anything.</summary>
internal static class ErrorLog
{
    public static void Write(Exception exception) =>
        Console.Error.WriteLine(
            $"inputhost: This is a fault of the program ({exception.GetType().Name}). Please report it:\n{exception.StackTrace}"
        );
}
