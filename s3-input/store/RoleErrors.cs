using Amazon.Runtime;

namespace InputSdk.S3;

/// <summary>What goes wrong on the way to a role's session, as errors of the contract. As in <see cref="AwsErrors"/>, no text of the SDK is repeated.</summary>
internal sealed class RoleErrors(S3Config config, InputDefinition definition, string tenant, AwsErrors errors)
{
    /// <param name="call">Assumes the role.</param>
    /// <param name="whoAmI">Asks for the ARN of the platform's identity; null when that cannot be told.</param>
    public async Task<T> Translate<T>(Func<Task<T>> call, Func<Task<string?>> whoAmI)
    {
        InputError error;
        try
        {
            return await call();
        }
        catch (Exception e) when (AwsErrors.IsOfReading(e))
        {
            error = NoSession($"the answer is not what STS answers ({e.GetType().Name})").Error;
        }
        catch (AmazonServiceException e)
        {
            error = OfTokenService(e);
        }
        catch (Exception e) when (e is not InputException && IsOfService(e))
        {
            error = NoSession($"the connection failed ({AwsErrors.ReasonOf(e)})").Error;
        }

        throw new InputException(
            error with
            {
                Call = "sts:AssumeRole",
                Remedy = error.Code == ErrorCode.RoleDenied.Code ? TrustRemedy(await whoAmI()) : null,
            }
        );
    }

    /// <summary>No session came, and no refusal either.</summary>
    public InputException NoSession(string why) =>
        new(
            Errors
                .Of(ErrorCode.StsUnavailable, $"No session of the role {config.RoleArn} could be requested: {why}.")
                .Error with
            {
                Call = "sts:AssumeRole",
            }
        );

    /// <summary>Whether the service or the way to it failed, and not the program; cancellation is neither.</summary>
    public bool IsOfService(Exception exception) => errors.Translated(exception, version: null) is not null;

    /// <summary>Where the platform's own credentials should come from, there are none.</summary>
    public InputException NoHostCredentials(Exception exception) =>
        Errors.Of(
            ErrorCode.NoHostCredentials,
            $"No AWS credentials were found to assume the role {config.RoleArn} with ({exception.GetType().Name}).",
            definition.PointerTo(SettingKind.RoleArn)
        );

    private InputError OfTokenService(AmazonServiceException e)
    {
        var roleAt = definition.PointerTo(SettingKind.RoleArn);
        var answer = AwsNames.AnswerOf(e);
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
                    $"The role {config.RoleArn} cannot be asked for: STS answered {answer}.",
                    roleAt
                ),
                "RegionDisabledException" => Errors.Of(
                    ErrorCode.StsRegionDisabled,
                    $"The role {config.RoleArn} cannot be asked for: STS answered {answer}.",
                    definition.PointerTo(SettingKind.Region)
                ),
                "RequestTimeTooSkewed" => Errors.Of(
                    ErrorCode.ClockOff,
                    $"The role {config.RoleArn} cannot be asked for: STS answered {answer}."
                ),
                // The session's name, the tenant and the role's form are right by now, so it is the role's name.
                "ValidationError" => Errors.Of(
                    ErrorCode.ConfigInvalid,
                    $"The role {config.RoleArn} cannot be asked for: STS takes this for no ARN of a role, and answered {answer}.",
                    roleAt
                ),
                _ when (int)e.StatusCode is >= 400 and < 500 && !AwsNames.IsThrottle(e) => Errors.Of(
                    ErrorCode.RoleDenied,
                    $"The role {config.RoleArn} cannot be assumed: STS answered {answer}.",
                    roleAt
                ),
                _ => Errors.Of(
                    ErrorCode.StsUnavailable,
                    $"The role {config.RoleArn} could not be asked for: STS answered {answer}."
                ),
            }
        ).Error;
    }

    private string TrustRemedy(string? identityArn)
    {
        var principal =
            identityArn is not null && AwsNames.IsIdentityArn(identityArn)
                ? PolicyStatements.PrincipalOf(identityArn)
                : null;
        return $"Make sure that the role exists, and add this statement to its trust policy{(principal is null ? ", with the ARN of this platform's identity" : "")}:\n"
            + PolicyStatements.Trust(principal ?? $"arn:{config.Partition}:iam::ACCOUNT:user/PLATFORM", tenant)
            + "\nWhere the platform is of another account, its own policy needs this one:\n"
            + PolicyStatements.Assume(config.RoleArn!);
    }
}
