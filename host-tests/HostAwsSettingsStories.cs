using System.Globalization;
using System.Text;
using LocalS3;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// The host's own AWS variables and files. An input with its own keys is read independently of them. A role is assumed
/// with the credentials in them.
/// </summary>
public sealed class HostAwsSettingsStories : IAsyncLifetime
{
    private const string Secret = "wJalrXUtnFEMI";

    private LocalS3Server _server = null!;

    private FixtureFolder Work { get; } = new(withFixtures: false);

    /// <summary>Files that are invalid, or that contain values that the SDK does not accept.</summary>
    public static TheoryData<string> BrokenFiles =>
        [
            "[default",
            "[default]\nregion\n",
            "no section = 1\n",
            "\0\u0001\u0002",
            "[default]\naws_access_key_id = AKIA\n[default]\naws_access_key_id = AKIB\n",
            "[default]\nretry_mode = nonsense\n",
            "[default]\nmax_attempts = many\n",
            "[default]\ndefaults_mode = nonsense\n",
            "[default]\nuse_fips_endpoint = nonsense\n",
            "[default]\ns3_us_east_1_regional_endpoint = nonsense\n",
            "[default]\ns3_use_arn_region = nonsense\n",
            "[default]\nec2_metadata_service_endpoint = nonsense\n",
            "[default]\nendpoint_url = http://127.0.0.1:9/\n",
            "[default]\nservices = local\n[services local]\ns3 =\n  endpoint_url = http://127.0.0.1:9/\n",
            "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n",
            "[default]\nsource_profile = default\nrole_arn = arn:aws:iam::123456789012:role/a\n",
            "[default]\ncredential_process = no-such-program\n",
            "[default]\nrequest_checksum_calculation = nonsense\n",
            "[default]\nsigv4a_signing_region_set = \n",
            "[default]\nca_bundle =\n",
            "[profile other\n",
            "[sso-session]\n",
            "[profile default]\nregion = nowhere\n",
        ];

    public async Task InitializeAsync()
    {
        Work.AddLog(new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(
            Work.File("role.json"),
            "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"audit-logs\","
                + "\"role_arn\":\"arn:aws:iam::123456789012:role/redshift-audit\"}}"
        );
        Directory.CreateDirectory(Work.File(".aws/sso/cache"));
        _server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = Work.File("buckets") });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Work.Dispose();
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "true")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "true")]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "nonsense")]
    [InlineData("AWS_DEFAULTS_MODE", "nonsense")]
    [InlineData("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "nonsense")]
    [InlineData("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS", "nonsense")]
    [InlineData("AWS_S3_USE_ARN_REGION", "nonsense")]
    [InlineData("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "nonsense")]
    [InlineData("AWS_RETRY_MODE", "nonsense")]
    [InlineData("AWS_MAX_ATTEMPTS", "many")]
    [InlineData("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "nonsense")]
    [InlineData("AWS_EC2_METADATA_SERVICE_ENDPOINT", "nonsense")]
    [InlineData("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "nonsense")]
    [InlineData("AWS_PROFILE", "no-such-profile")]
    [InlineData("AWS_REGION", "nowhere")]
    [InlineData("AWS_ACCESS_KEY_ID", "of-the-host")]
    [InlineData("AWS_REQUEST_CHECKSUM_CALCULATION", "nonsense")]
    [InlineData("AWS_RESPONSE_CHECKSUM_VALIDATION", "nonsense")]
    [InlineData("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "nonsense")]
    [InlineData("AWS_DISABLE_REQUEST_COMPRESSION", "nonsense")]
    [InlineData("AWS_ACCOUNT_ID_ENDPOINT_MODE", "nonsense")]
    [InlineData("AWS_SIGV4A_SIGNING_REGION_SET", "nonsense")]
    [InlineData("AWS_AUTH_SCHEME_PREFERENCE", "nonsense")]
    [InlineData("AWS_SDK_UA_APP_ID", "nonsense with spaces and\ttabs")]
    [InlineData("AWS_CONFIG_FILE", "/no/such/file")]
    [InlineData("AWS_SHARED_CREDENTIALS_FILE", "/proc")]
    [InlineData("AWS_CSM_ENABLED", "nonsense")]
    public async Task With_its_own_keys_an_input_is_read_independently_of_the_variables(string name, string value) =>
        AssertRead(await ReadAsync("connectionlog.json", (name, value)));

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public async Task With_its_own_keys_an_input_is_read_independently_of_the_files(string text)
    {
        await File.WriteAllTextAsync(Work.File(".aws/config"), text);
        await File.WriteAllTextAsync(Work.File(".aws/credentials"), text);
        AssertRead(await ReadAsync("connectionlog.json"));
    }

    [Theory]
    [InlineData(".aws/config", "[default]\nregion = us-east-1\n" + Secret + "\n", ", line 3")]
    [InlineData(
        ".aws/credentials",
        "[default]\naws_access_key_id = AKIA\naws_secret_access_key " + Secret + "\n",
        ", line 3"
    )]
    public async Task With_a_role_a_file_that_cannot_be_read_is_named_and_not_quoted(
        string file,
        string text,
        string line
    )
    {
        await File.WriteAllTextAsync(Work.File(file), text);
        var ended = await ReadAsync("role.json");
        Assert.Equal((ExitCode.Access, ""), (ended.ExitCode, ended.Output));
        Assert.Contains($"{Work.File(file)}{line} of this host cannot be read", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, ended.Errors, StringComparison.Ordinal);
        Assert.Equal(0, _server.RequestCount);
    }

    [Fact]
    public async Task With_a_role_the_keys_of_a_profile_are_used()
    {
        await File.WriteAllTextAsync(
            Work.File(".aws/credentials"),
            $"[platform]\naws_access_key_id = AKIAPLATFORM\naws_secret_access_key = {Secret}\n"
        );
        AssertRead(await ReadAsync("role.json", ("AWS_PROFILE", "platform")));
    }

    [Fact]
    public async Task With_a_role_a_signed_in_user_of_an_SSO_session_is_used()
    {
        var asked = new List<RawRequest>();
        await using var portal = new RawHttp(request =>
        {
            asked.Add(request);
            return Task.FromResult(
                new RawResponse
                {
                    Headers = { ["Content-Type"] = "application/json" },
                    Body = Encoding.ASCII.GetBytes(
                        "{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"secret\","
                            + "\"sessionToken\":\"token\",\"expiration\":4102444800000}}"
                    ),
                }
            );
        });
        await File.WriteAllTextAsync(
            Work.File(".aws/config"),
            "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\nregion = us-east-1\n"
                + "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.invalid/start\nsso_registration_scopes = sso:account:access\n"
        );
        var expires = TimeProvider
            .System.GetUtcNow()
            .AddHours(8)
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

        // The file name is the SHA-1 hash of the session's name.
        await File.WriteAllTextAsync(
            Work.File(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"),
            $"{{\"accessToken\":\"signed-in\",\"expiresAt\":\"{expires}\",\"region\":\"us-east-1\",\"startUrl\":\"https://corp.example.invalid/start\"}}"
        );
        AssertRead(await ReadAsync("role.json", ("AWS_ENDPOINT_URL_SSO", portal.Endpoint)));
        var request = Assert.Single(asked);
        Assert.Contains("role_name=Reader", request.Target, StringComparison.Ordinal);
        Assert.Equal("signed-in", request.Headers["x-amz-sso_bearer_token"]);
    }

    [Fact]
    public async Task A_CA_bundle_in_the_profile_makes_a_private_authority_trusted()
    {
        using var authority = new TestAuthority();
        await using var s3 = new RawHttp(_ =>
            Task.FromResult(
                new RawResponse { Status = 403, Body = "<Error><Code>InvalidAccessKeyId</Code></Error>"u8.ToArray() }
            )
        )
        {
            Certificate = authority.Issue(),
        };
        Assert.Contains(
            "not trusted",
            (await ReadAsync("connectionlog.json", ("AWS_ENDPOINT_URL_S3", s3.Endpoint))).Errors,
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(Work.File("bundle.pem"), authority.Pem);
        await File.WriteAllTextAsync(
            Work.File(".aws/config"),
            $"[profile platform]\nca_bundle = {Work.File("bundle.pem")}\n"
        );
        var ended = await ReadAsync(
            "connectionlog.json",
            ("AWS_ENDPOINT_URL_S3", s3.Endpoint),
            ("AWS_PROFILE", "platform")
        );
        Assert.Contains("InvalidAccessKeyId", ended.Errors, StringComparison.Ordinal);
    }

    private static void AssertRead(ProcessResult ended)
    {
        Assert.Equal((ExitCode.Done, 3), (ended.ExitCode, ended.Lines.Length));
        Assert.DoesNotContain(Secret, ended.Errors, StringComparison.Ordinal);
    }

    private async Task<ProcessResult> ReadAsync(string config, params (string Name, string Value)[] own)
    {
        using var process = Inputhost.Start(
            Work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), "read", "--config", config],
            [
                ("AWS_ENDPOINT_URL_S3", _server.Endpoint.ToString()),
                ("AWS_ENDPOINT_URL_STS", _server.Endpoint.ToString()),
                ("AWS_EC2_METADATA_DISABLED", "true"),
                ("HOME", Work.Folder),
                .. own,
            ]
        );
        return await Inputhost.EndAsync(process);
    }
}
