using System.CommandLine;

namespace InputHost;

/// <summary>Options that mean the same wherever they are given.</summary>
internal static class CommonOptions
{
    public static Option<string> Config() => new("--config")
    {
        Description = "The configuration file of the input.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string> Tenant() => new("--tenant")
    {
        Description = "The customer this is read for; becomes sts:ExternalId. INPUTHOST_TENANT when left out.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("INPUTHOST_TENANT") ?? "",
    };

    public static Option<string?> LocalS3() => new("--local-s3")
    {
        Description = "Read from this folder instead of S3: each folder in it is a bucket.",
        HelpName = "DIR",
    };
}
