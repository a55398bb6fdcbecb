using Xunit;

namespace LocalS3Tests;

/// <summary>
/// A test that runs the <c>aws</c> command line. It is skipped with a reason if the command is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AwsCommandLineFactAttribute : FactAttribute
{
    public AwsCommandLineFactAttribute()
    {
        if (AwsCommandLine.Find() is null)
        {
            Skip = "The AWS command line (aws) is not on the PATH.";
        }
    }
}
