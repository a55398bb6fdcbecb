using System.CommandLine;
using Common;

namespace InputHost.Cli;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    private const string TenantVariable = "INPUTHOST_TENANT";

    public static Option<string> Config() =>
        new("--config")
        {
            Description = "The configuration file of the input.",
            HelpName = "FILE",
            Required = true,
        };

    public static Option<string> Tenant()
    {
        var option = new Option<string>("--tenant")
        {
            Description = $"The tenant of the input, sent as sts:ExternalId. Default: {TenantVariable}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(TenantVariable) ?? "",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { Length: > 0 } tenant && !ExternalId.Format.IsMatch(tenant))
            {
                result.AddError(
                    $"{(result.Implicit ? TenantVariable : option.Name)} takes 2 to 1224 letters, digits and "
                        + "characters of _+=,.@:/-, the format of sts:ExternalId."
                );
            }
        });
        return option;
    }

    public static Option<int?> Concurrency()
    {
        var option = new Option<int?>("--concurrency")
        {
            Description =
                "Request at most N objects at once. Default: depends on the latency and speed of S3, up to 256.",
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError($"{option.Name} takes a number of objects, 1 or more.");
            }
        });
        return option;
    }

    public static Option<string?> LocalS3() =>
        new("--local-s3")
        {
            Description = "Read from this folder instead of S3. Each subfolder is a bucket.",
            HelpName = "DIR",
        };
}
