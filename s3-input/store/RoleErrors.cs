using Amazon.Runtime;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Store;

/// <summary>
/// Translates failures to get a session of a role into errors of the contract. As in <see cref="AwsErrors"/>, no text
/// of the SDK is shown.
/// </summary>
internal sealed class RoleErrors(S3Config config, InputDefinition definition, string tenant, AwsErrors errors)
{
    /// <summary>Runs the call that assumes the role, and translates its exceptions.</summary>
    /// <param name="call">Assumes the role.</param>
    /// <param name="whoAmI">Requests the valid ARN of the platform's identity; returns null if it is unknown.</param>
    public async Task<T> Translate<T>(Func<Task<T>> call, Func<Task<string?>> whoAmI)
    {
        InputError error;
        string? remedy = null;
        try
        {
            return await call();
        }
        catch (Exception e) when (AwsErrors.IsParseFailure(e))
        {
            error = NoSession($"the response is not a valid STS response ({e.GetType().Name})").Error;
        }
        catch (AmazonServiceException e) when (OfTokenService(e) is { } known)
        {
            error = known;
        }
        catch (AmazonServiceException e)
        {
            var identity = await whoAmI();
            (error, remedy) = (Denied(e, identity), TrustRemedy(identity));
        }
        catch (Exception e) when (e is not InputException && IsOfService(e))
        {
            error = NoSession($"the connection failed ({AwsErrors.ReasonOf(e)})").Error;
        }

        throw new InputException(error with { Call = "sts:AssumeRole", Remedy = remedy });
    }

    /// <summary>STS returned neither a session nor an error of the request.</summary>
    public InputException NoSession(string why) =>
        new(
            Errors.Of(ErrorCode.StsUnavailable, $"Assuming the role {config.RoleArn} failed: {why}.").Error with
            {
                Call = "sts:AssumeRole",
            }
        );

    /// <summary>True if the service or the network failed, and not the program; false for cancellation.</summary>
    public bool IsOfService(Exception exception) => errors.Translated(exception, version: null) is not null;

    /// <summary>The credential sources of the platform contain no credentials.</summary>
    public InputException NoHostCredentials(Exception exception) =>
        Errors.Of(
            ErrorCode.NoHostCredentials,
            $"No AWS credentials were found for assuming the role {config.RoleArn} ({exception.GetType().Name}).",
            definition.PointerTo(SettingKind.RoleArn)
        );

    /// <summary>The error for a response of STS; null if it denied the role.</summary>
    private InputError? OfTokenService(AmazonServiceException e)
    {
        var roleAt = definition.PointerTo(SettingKind.RoleArn);
        var answer = AwsNames.StatusAndCode(e);
        return (
            e.ErrorCode switch
            {
                "InvalidClientTokenId"
                or "SignatureDoesNotMatch"
                or "ExpiredToken"
                or "ExpiredTokenException"
                or "IncompleteSignature"
                or "InvalidAccessKeyId" => Errors.Of(
                    ErrorCode.HostCredentialsRefused,
                    $"Assuming the role {config.RoleArn} failed ({answer}).",
                    roleAt
                ),
                "RegionDisabledException" => Errors.Of(
                    ErrorCode.StsRegionDisabled,
                    $"Assuming the role {config.RoleArn} failed ({answer}).",
                    definition.PointerTo(SettingKind.Region)
                ),
                "RequestTimeTooSkewed" => Errors.Of(
                    ErrorCode.ClockOff,
                    $"Assuming the role {config.RoleArn} failed ({answer})."
                ),
                // The session name, the tenant and the form of the ARN were validated, so the role name is invalid.
                "ValidationError" => Errors.Of(
                    ErrorCode.ConfigInvalid,
                    $"Assuming the role {config.RoleArn} failed: STS does not accept the ARN ({answer}).",
                    roleAt
                ),
                _ when (int)e.StatusCode is >= 400 and < 500 && !AwsNames.IsThrottle(e) => null,
                _ => Errors.Of(ErrorCode.StsUnavailable, $"Assuming the role {config.RoleArn} failed ({answer})."),
            }
        )?.Error;
    }

    private InputError Denied(AmazonServiceException e, string? identity)
    {
        var denied = $"Assuming the role {config.RoleArn} was denied ({AwsNames.StatusAndCode(e)}).";
        var principal = identity is null ? null : PolicyStatements.PrincipalOf(identity);
        return Errors
            .Of(
                ErrorCode.RoleDenied,
                principal is null ? denied
                    : principal == identity
                        ? $"{denied} This platform is {identity}, which the trust policy must allow."
                    : $"{denied} This platform is {identity}. The trust policy must allow {principal}.",
                definition.PointerTo(SettingKind.RoleArn)
            )
            .Error;
    }

    private string TrustRemedy(string? identity)
    {
        var principal = identity is null ? null : PolicyStatements.PrincipalOf(identity);
        return "Make sure that the role exists, and add this statement to its trust policy"
            + $"{(principal is null ? ", with the ARN of this platform's identity" : "")}:\n"
            + PolicyStatements.Trust(principal ?? $"arn:{config.Partition}:iam::ACCOUNT:user/PLATFORM", tenant)
            + (
                principal is not null && PolicyStatements.IsPattern(principal)
                    ? "\nAdd this statement to the permission set, unless it already allows this action:\n"
                    : "\nIf the platform is in another account than the role, add this statement to the "
                        + "platform's policy:\n"
            )
            + PolicyStatements.Assume(config.RoleArn!);
    }
}
