namespace InputSdk.S3;

/// <summary>What an input is given by the platform that it runs on, and not by who configures it.</summary>
internal static class HostContextCheck
{
    /// <summary>Refuses, before anything is asked, what no request could be made with.</summary>
    public static void Check(S3Config config, IInputHost host)
    {
        Endpoints.Check(withTokenService: config.RoleArn is not null);
        if (config.RoleArn is not null && host.TenantId.Length > 0 && !AwsNames.IsExternalId(host.TenantId))
        {
            throw Errors.Of(
                ErrorCode.TenantInvalid,
                "The tenant cannot be sts:ExternalId, by which the role is asked for."
            );
        }
    }
}
