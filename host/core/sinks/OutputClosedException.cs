namespace InputHost.Sinks;

/// <summary>The reader of the output is gone, for example <c>head</c>.</summary>
internal sealed class OutputClosedException(Exception inner) : Exception("The output was closed.", inner);
