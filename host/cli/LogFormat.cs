namespace InputHost.Cli;

/// <summary>The form of the lines on standard error.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
