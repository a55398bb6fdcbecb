using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The environment variables that redirect the AWS SDK to another server, for the tests of one collection.
/// </summary>
[CollectionDefinition(nameof(AwsEndpoint), DisableParallelization = true)]
public sealed class AwsEndpoint
{
    public static void Set(string? url)
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", url);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", url);
    }
}

/// <summary>Sets environment variables of the process, until disposed of.</summary>
internal sealed class EnvironmentVariables : IDisposable
{
    private readonly (string Name, string? Before)[] _before;

    public EnvironmentVariables(params (string Name, string Value)[] variables)
    {
        _before = variables
            .Select(variable => (variable.Name, Environment.GetEnvironmentVariable(variable.Name)))
            .ToArray();
        Array.ForEach(variables, variable => Environment.SetEnvironmentVariable(variable.Name, variable.Value));
    }

    public void Dispose() =>
        Array.ForEach(_before, variable => Environment.SetEnvironmentVariable(variable.Name, variable.Before));
}
