using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Internal.Util;

namespace InputSdk.S3.Store;

/// <summary>
/// The connection settings in the host's AWS variables and files. An input with its own keys does not need the files,
/// so a file that cannot be read is ignored. An input with a role can need the credentials in the files, so a file that
/// cannot be read is an error.
/// </summary>
internal sealed partial record HostAwsSettings
{
    private const string DefaultProfile = "default";

    public static readonly HostAwsSettings None = new();

    /// <summary>True to use the FIPS 140 endpoints of AWS.</summary>
    public bool UseFips { get; init; }

    /// <summary>True to use the dual-stack (IPv4 and IPv6) endpoints of AWS.</summary>
    public bool UseDualstack { get; init; }

    /// <summary>A file of PEM certificates that are trusted instead of the system's certificates.</summary>
    public string? CaBundle { get; init; }

    /// <summary>Reads the variables and files.</summary>
    /// <param name="mustBeValid">True if a file that cannot be read is an error.</param>
    /// <exception cref="InputException">A file cannot be read; the error is of kind Access and names the
    /// file.</exception>
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
    /// Sets all options that the SDK would otherwise read from the host's variables and files, and for whose errors it
    /// would throw.
    /// </summary>
    /// <param name="config">The options of a client.</param>
    /// <param name="isCustomEndpoint">True if the endpoint is not of AWS: FIPS and dual-stack then do not
    /// apply.</param>
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
                // The exception quotes the line, which can contain a secret.
                var line = Line().Match(e.Message) is { Success: true } match
                    ? $", line {match.Groups["line"].Value}"
                    : "";
                throw Errors.Of(
                    ErrorCode.HostFilesInvalid,
                    $"The AWS file {file}{line} of this host cannot be read ({e.GetType().Name}). "
                        + "It can contain the credentials for assuming the role."
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
                $"The profile {ProfileName} in the AWS files of this host "
                    + $"({SharedCredentialsFile.DefaultConfigFilePath}, {SharedCredentialsFile.DefaultFilePath}) "
                    + $"has a value that is not valid ({e.GetType().Name})."
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
            // If the file is required, CheckFiles already reported the error.
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
