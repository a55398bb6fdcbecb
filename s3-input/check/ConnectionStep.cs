namespace InputSdk.S3.Check;

/// <summary>A step of a connection test.</summary>
/// <param name="Id">The stable ID.</param>
/// <param name="Title">The condition that is met if the step passes.</param>
/// <param name="RunAsync">Runs the step.</param>
internal sealed record ConnectionStep(string Id, string Title, Func<ConnectionSteps, Task<StepResult>> RunAsync);

/// <summary>The result of a step that did not fail.</summary>
/// <param name="Message">A sentence about the result.</param>
/// <param name="IsSkipped">The step had nothing to test, without an error: it is reported as skipped.</param>
internal sealed record StepResult(string Message, bool IsSkipped = false);
