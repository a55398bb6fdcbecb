using Common;

namespace InputSdk.S3.Configuration;

/// <summary>Checks what the host provides to an input: the endpoints and the tenant.</summary>
internal static class HostContextCheck
{
    /// <summary>Refuses, before the first request, values with which every request would fail.</summary>
    public static void Check(S3Config config, IInputHost host)
    {
        Endpoints.Check(withTokenService: config.RoleArn is not null);
        if (config.RoleArn is not null && host.TenantId.Length > 0 && !ExternalId.Format.IsMatch(host.TenantId))
        {
            throw Errors.Of(
                ErrorCode.TenantInvalid,
                "The tenant cannot be used as sts:ExternalId when the role is assumed."
            );
        }
    }
}
