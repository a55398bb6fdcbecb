namespace InputSdk.S3;

/// <summary>A step of a connection test.</summary>
/// <param name="Id">Its stable name.</param>
/// <param name="Title">What it shows when it passes.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record ConnectionStep(string Id, string Title, Func<ConnectionSteps, Task<StepFound>> RunAsync);

/// <summary>What a step found.</summary>
/// <param name="Message">A sentence about it.</param>
/// <param name="NothingToTry">The step could not be tried, and that is nobody's fault.</param>
internal sealed record StepFound(string Message, bool NothingToTry = false);
