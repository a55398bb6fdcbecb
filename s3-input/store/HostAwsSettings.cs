using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Internal.Util;

namespace InputSdk.S3;

/// <summary>
/// What the host's own AWS variables and files say about connections. An input that has its own keys needs none of
/// it, so a file that cannot be read counts as absent for it. A role is assumed with what the files hold, so there
/// it is an error.
/// </summary>
internal sealed partial record HostAwsSettings
{
    private const string DefaultProfile = "default";

    public static readonly HostAwsSettings None = new();

    /// <summary>Endpoints that are validated by FIPS 140 are used at AWS.</summary>
    public bool UseFips { get; init; }

    /// <summary>Endpoints with IPv6 addresses are used at AWS.</summary>
    public bool UseDualstack { get; init; }

    /// <summary>A file of PEM certificates that are trusted instead of the system's.</summary>
    public string? CaBundle { get; init; }

    /// <param name="mustBeValid">The files are needed: one that cannot be read is an error.</param>
    /// <exception cref="InputException">Of kind Access; it names the file.</exception>
    public static HostAwsSettings Read(bool mustBeValid)
    {
        if (mustBeValid)
        {
            CheckFiles();
        }

        var profile = PropertiesOfProfile();
        return new HostAwsSettings
        {
            UseFips = Flag("AWS_USE_FIPS_ENDPOINT", profile.GetValueOrDefault("use_fips_endpoint")),
            UseDualstack = Flag("AWS_USE_DUALSTACK_ENDPOINT", profile.GetValueOrDefault("use_dualstack_endpoint")),
            CaBundle =
                Variable("AWS_CA_BUNDLE")
                ?? (profile.GetValueOrDefault("ca_bundle") is { Length: > 0 } bundle ? bundle : null),
        };
    }

    /// <summary>
    /// Sets every option that the SDK would otherwise look for in the host's variables and files, whose faults it
    /// throws for.
    /// </summary>
    /// <param name="config">The options of a client.</param>
    /// <param name="isCustomEndpoint">The endpoint is not AWS's own, for which the switches mean nothing.</param>
    public void Apply(ClientConfig config, bool isCustomEndpoint)
    {
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        config.IgnoreConfiguredEndpointUrls = true;
        config.UseFIPSEndpoint = UseFips && !isCustomEndpoint;
        config.UseDualstackEndpoint = UseDualstack && !isCustomEndpoint;
        config.EndpointDiscoveryEnabled = false;
        config.DisableRequestCompression = true;
        config.RequestMinCompressionSizeBytes = 0;
        config.ClientAppId = "";
        config.AccountIdEndpointMode = AccountIdEndpointMode.PREFERRED;
        config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        config.AuthSchemePreference = [];
        config.SigV4aSigningRegionSet = [];
        config.DisableClockSkewCorrection = false;
    }

    private static void CheckFiles()
    {
        foreach (
            var file in new[] { SharedCredentialsFile.DefaultFilePath, SharedCredentialsFile.DefaultConfigFilePath }
        )
        {
            try
            {
                _ = new ProfileIniFile(file, profileMarkerRequired: false);
            }
            catch (Exception e)
            {
                // The exception quotes the line, which may hold a secret.
                var line = Line().Match(e.Message) is { Success: true } match
                    ? $", line {match.Groups["line"].Value}"
                    : "";
                throw Errors.Of(
                    ErrorCode.HostFilesInvalid,
                    $"The AWS file {file}{line} of this host cannot be read ({e.GetType().Name}), and a role is assumed with the credentials that it may hold."
                );
            }
        }

        try
        {
            new SharedCredentialsFile().TryGetProfile(ProfileName, out _);
        }
        catch (Exception e)
        {
            throw Errors.Of(
                ErrorCode.HostFilesInvalid,
                $"The profile {ProfileName} in the AWS files of this host ({SharedCredentialsFile.DefaultConfigFilePath}, {SharedCredentialsFile.DefaultFilePath}) has a value that is not valid ({e.GetType().Name})."
            );
        }
    }

    private static string ProfileName => Variable("AWS_PROFILE") ?? DefaultProfile;

    private static Dictionary<string, string> PropertiesOfProfile()
    {
        try
        {
            var name = ProfileName;
            var file = new ProfileIniFile(
                SharedCredentialsFile.DefaultConfigFilePath,
                profileMarkerRequired: name != DefaultProfile
            );
            return file.TryGetSection(name, isSsoSession: false, isServicesSection: false, out var properties, out _)
                ? properties
                : [];
        }
        catch (Exception)
        {
            // CheckFiles has reported it where the file is required.
            return [];
        }
    }

    private static bool Flag(string variable, string? inProfile) =>
        bool.TryParse(Variable(variable) ?? inProfile, out var isSet) && isSet;

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    [GeneratedRegex("^Line (?<line>[0-9]{1,9})[: ]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
