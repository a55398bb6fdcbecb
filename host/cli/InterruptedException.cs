namespace InputHost.Cli;

/// <summary>A command was interrupted. The message is a sentence about the effect.</summary>
internal sealed class InterruptedException(string message, Exception cause)
    : OperationCanceledException(message, cause);
