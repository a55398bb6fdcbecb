using System.Text.Json;
using System.Text.Json.Serialization;
using InputHost.Commands;
using InputSdk;
using LocalS3;
using Xunit;

namespace InputHost.Tests;

/// <summary>What <c>inputhost check</c> reports for each error.</summary>
public sealed class CheckStories : IAsyncLifetime
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG";
    private const string Role =
        "\"bucket\":\"audit-logs\",\"role_arn\":\"arn:aws:iam::123456789012:role/redshift-audit\"";

    private static readonly DateTimeOffset Day = new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Parts = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private FixtureFolder Work { get; } = new(withFixtures: false);
    private Func<S3Request, S3Error?> _refuse = _ => null;
    private LocalS3Server _server = null!;

    /// <summary>The errors, by name, and how each is created.</summary>
    private static readonly Dictionary<string, Action<CheckStories>> ErrorCases = new()
    {
        ["role-and-keys"] = check => check.Settings = Role,
        ["future-backfill"] = check =>
            check.Settings = "\"bucket\":\"audit-logs\",\"backfill_start_time\":\"2099-01-01\"",
        ["unknown-access-key"] = check => check.Refuse(403, "InvalidAccessKeyId"),
        ["wrong-secret"] = check => check.Refuse(403, "SignatureDoesNotMatch"),
        ["session-token"] = check => check.Refuse(400, "ExpiredToken"),
        ["clock-off"] = check => check.Refuse(403, "RequestTimeTooSkewed"),
        ["server-down"] = check => check._endpoint = "http://127.0.0.1:9",
        ["role-denied"] = check => check.RefuseRole(403, "AccessDenied"),
        ["role-without-host-credentials"] = check =>
            (check.Settings, check._withKeys, check._hostKeys) = (Role, false, null),
        ["role-with-failing-credential-process"] = check => check.UseCredentialProcess("no-such-program"),
        ["role-with-lost-web-identity"] = check =>
            (check.Settings, check._withKeys, check._hostKeys, check._ownVariables) = (
                Role,
                false,
                null,
                [
                    ("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/token"),
                    ("AWS_ROLE_ARN", "arn:aws:iam::210987654321:role/platform"),
                ]
            ),
        ["role-with-wrong-host-credentials"] = check => check.RefuseRole(403, "InvalidClientTokenId"),
        ["role-in-disabled-region"] = check => check.RefuseRole(403, "RegionDisabledException"),
        ["token-service-down"] = check => check.RefuseRole(503, "ServiceUnavailable"),
        ["unknown-bucket"] = check => check.Settings = "\"bucket\":\"no-such-bucket\"",
        ["bucket-in-unnamed-region"] = check => check.Refuse(301, "PermanentRedirect"),
        ["list-denied"] = check =>
            check.Refuse(403, "AccessDenied", request => request.Operation is "HeadBucket" or "ListObjectsV2"),
        ["list-denied-explicitly"] = check =>
            check.Refuse(
                403,
                "AccessDenied",
                request => request.Operation is "HeadBucket" or "ListObjectsV2",
                "… with an explicit deny in a resource-based policy"
            ),
        ["list-denied-in-china"] = check =>
            check.Refuse(
                403,
                "AccessDenied",
                request => request.Operation is "HeadBucket" or "ListObjectsV2",
                settings: "\"bucket\":\"audit-logs\",\"region\":\"cn-north-1\""
            ),
        ["prefix-in-other-case"] = check => check.Settings = "\"bucket\":\"audit-logs\",\"prefix\":\"AUDIT\"",
        ["prefix-with-a-slip"] = check => check.Settings = "\"bucket\":\"audit-logs\",\"prefix\":\"security/adit\"",
        ["prefix-of-nothing"] = check => check.Settings = "\"bucket\":\"audit-logs\",\"prefix\":\"finance/2023q4\"",
        ["prefix-left-out"] = check => check.Remove("AWSLogs"),
        ["prefix-set-for-the-top"] = check =>
        {
            check.Settings = "\"bucket\":\"audit-logs\",\"prefix\":\"redshift\"";
            check.Remove("audit");
        },
        ["prefix-with-a-date"] = check => check.Settings = "\"bucket\":\"audit-logs\",\"prefix\":\"flat/2024/03\"",
        ["empty-bucket"] = check =>
        {
            check.Remove("AWSLogs");
            check.Remove("security");
            check.Remove("audit");
            check.Remove("flat");
        },
        ["other-log-type"] = check => check.Settings = "\"bucket\":\"audit-logs\",\"log_type\":\"userlog\"",
        ["no-logs-among-objects"] = check => check.Settings = "\"bucket\":\"audit-logs\",\"prefix\":\"flat/notes\"",
        ["get-denied"] = check =>
            check.Refuse(403, "AccessDenied", request => request.Operation is "GetObject" or "HeadObject"),
        ["archived"] = check => check.Refuse(403, "InvalidObjectState", request => request.Operation == "GetObject"),
        ["decrypt-denied"] = check =>
            check.Refuse(
                403,
                "AccessDenied",
                request => request.Operation == "GetObject",
                "User is not authorized to perform: kms:Decrypt on this resource"
            ),
        ["key-disabled"] = check =>
            check.Refuse(400, "KMS.DisabledException", request => request.Operation == "GetObject"),
        ["damaged"] = check => File.WriteAllBytes(check._log, File.ReadAllBytes(check._log)[..^5]),
        ["no-log-inside"] = check => File.WriteAllText(check._log, "these are notes\n"),
    };

    private string _log = "";
    private string? _endpoint;
    private bool _withKeys = true;
    private string? _hostKeys = "AKIAIOSFODNN7EXAMPLE";
    private (string Name, string Value)[] _ownVariables = [];

    public static TheoryData<string> Names => new(ErrorCases.Keys);

    private string Settings { get; set; } = "\"bucket\":\"audit-logs\"";

    public async Task InitializeAsync()
    {
        _log = Work.AddLog(Day);
        foreach (var prefix in new[] { "audit", "security/audit", "flat" })
        {
            var target = Work.File(
                $"buckets/audit-logs/{prefix}"
                    + $"{(prefix == "flat" ? "/2024/03/09/" : "/AWSLogs/123456789012/redshift/us-east-1/2024/03/09/")}"
                    + $"{Path.GetFileName(_log)}"
            );
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(_log, target);
        }

        Directory.CreateDirectory(Work.File("buckets/audit-logs/flat/notes"));
        await File.WriteAllTextAsync(Work.File("buckets/audit-logs/flat/notes/notes.txt"), "notes");
        _server = await LocalS3Server.StartAsync(
            new LocalS3Options { Folder = Work.File("buckets"), InjectError = request => _refuse(request) }
        );
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Work.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_error_is_reported_in_its_step_with_a_remedy(string name)
    {
        ErrorCases[name](this);
        var ended = await CheckAsync("--json");
        Assert.Empty(ended.Errors);
        using var document = JsonDocument.Parse(ended.Output);
        var lines = LinesOf(document.RootElement);
        var shown = lines.Replace($"127.0.0.1:{_server.Endpoint.Port}", "127.0.0.1:PORT", StringComparison.Ordinal);
        Snapshot.Match($"{shown}exit code {ended.ExitCode}\n", name);
        Assert.Equal(ended.ExitCode != 0, document.RootElement.GetProperty("failed").GetBoolean());
        Assert.InRange(_server.RequestCount, 0, 10);
        Assert.All(
            _server.Requests,
            request =>
                Assert.Contains(
                    request.Operation,
                    new[]
                    {
                        "AssumeRole",
                        "GetCallerIdentity",
                        "HeadBucket",
                        "ListObjectsV2",
                        "GetObject",
                        "HeadObject",
                    }
                )
        );
        foreach (var text in new[] { ended.Output, lines })
        {
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Text_and_JSON_output_contain_the_same_report()
    {
        Refuse(403, "AccessDenied", request => request.Operation is "GetObject" or "HeadObject");
        var (people, programs) = (await CheckAsync(), await CheckAsync("--json"));
        Assert.Equal(LinesOf(JsonDocument.Parse(programs.Output).RootElement), people.Output);
        Assert.Equal((3, 3), (people.ExitCode, programs.ExitCode));
    }

    [Theory]
    [InlineData("no-such-file.json", "The configuration file no-such-file.json cannot be read")]
    [InlineData("unset.json", "which is not set.")]
    [InlineData("other-input.json", "There is no input \"redshift\".")]
    public async Task JSON_output_is_a_document_even_if_the_check_cannot_start(string file, string said)
    {
        await File.WriteAllTextAsync(
            Work.File("unset.json"),
            "{\"input\":\"redshift-audit-logs\",\"secrets\":{\"access_key\":\"${NOT_SET_ANYWHERE}\"}}"
        );
        await File.WriteAllTextAsync(Work.File("other-input.json"), "{\"input\":\"redshift\"}");
        var ended = await Inputhost.RunAsync(Work.Folder, "check", "--config", file, "--json");
        var document = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal(2, ended.ExitCode);
        Assert.True(document.GetProperty("failed").GetBoolean());
        Assert.Empty(document.GetProperty("steps").EnumerateArray());
        var message = document.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Equal($"inputhost: {message}\n", ended.Errors);
    }

    [Fact]
    public async Task A_valid_input_passes_every_step_with_its_findings()
    {
        var ended = await CheckAsync();
        Snapshot.Match($"{ended.Output}exit code {ended.ExitCode}\n");
        Assert.InRange(_server.RequestCount, 5, 10);
    }

    [Fact]
    public async Task A_role_is_assumed_for_the_tenant_and_the_session_name_contains_the_reader_and_tenant()
    {
        (Settings, _withKeys) = (Role, false);
        var ended = await CheckAsync("--tenant", "tenant-1");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(
            "was assumed by arn:aws:iam::210987654321:user/platform with the external ID tenant-1.",
            ended.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("tenant-1", _server.LastExternalId);
        Assert.Equal(
            "redshift-audit-logs.connectionlog@tenant-1",
            _server.Requests.First(request => request.Operation == "AssumeRole").Parameters["RoleSessionName"]
        );
    }

    [Fact]
    public async Task A_check_passes_without_the_identity_that_assumed_the_role()
    {
        (Settings, _withKeys) = (Role, false);
        Refuse(403, "AccessDenied", request => request.Operation == "GetCallerIdentity");
        var ended = await CheckAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("was assumed without an external ID.", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_output_has_each_step_with_its_title_and_a_structured_error()
    {
        Refuse(403, "AccessDenied", request => request.Operation is "GetObject" or "HeadObject");
        Snapshot.Match((await CheckAsync("--json")).Output);
    }

    /// <summary>
    /// The lines that people get, derived from the JSON that programs get, so that one process is enough to compare
    /// both.
    /// </summary>
    private static string LinesOf(JsonElement document)
    {
        var report = new CheckReport(
            JsonDocument.Parse(File.ReadAllBytes(Repository.File("manifest.json"))).RootElement.GetProperty("check")
        );
        var steps = document.GetProperty("steps").Deserialize<CheckStep[]>(Parts)!;
        Array.ForEach(steps, report.Add);
        return string.Concat(
            steps
                .SelectMany(report.LinesOf)
                .Append(report.Summary())
                .Select(line => Terminal.StripControlCharacters(line) + "\n")
        );
    }

    private void Refuse(
        int status,
        string code,
        Func<S3Request, bool>? when = null,
        string message = "",
        string? settings = null
    )
    {
        Settings = settings ?? Settings;
        _refuse = request =>
            when?.Invoke(request) ?? true
                ? new S3Error
                {
                    Status = status,
                    Code = code,
                    Message = $"{message} {Secret}",
                }
                : null;
    }

    private void RefuseRole(int status, string code)
    {
        (Settings, _withKeys) = (Role, false);
        Refuse(status, code, request => request.Operation == "AssumeRole");
    }

    private void UseCredentialProcess(string command)
    {
        (Settings, _withKeys, _hostKeys, _ownVariables) = (
            Role,
            false,
            null,
            [("AWS_CONFIG_FILE", Work.File("aws-config"))]
        );
        File.WriteAllText(Work.File("aws-config"), $"[default]\ncredential_process = {command}\n");
    }

    private void Remove(string folder) => Directory.Delete(Work.File($"buckets/audit-logs/{folder}"), recursive: true);

    private async Task<ProcessResult> CheckAsync(params string[] options)
    {
        var secrets = _withKeys ? $"{{\"access_key\":\"AKIAIOSFODNN7EXAMPLE\",\"secret_key\":\"{Secret}\"}}" : "{}";
        await File.WriteAllTextAsync(
            Work.File("check.json"),
            $"{{\"input\":\"redshift-audit-logs\",\"settings\":{{{Settings}}},\"secrets\":{secrets}}}"
        );
        using var process = Inputhost.Start(
            Work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), "check", "--config", "check.json", .. options],
            [
                .. _ownVariables,
                ("AWS_ENDPOINT_URL", _endpoint ?? _server.Endpoint.ToString()),
                ("AWS_EC2_METADATA_DISABLED", "true"),
                ("AWS_ACCESS_KEY_ID", _hostKeys ?? ""),
                ("AWS_SECRET_ACCESS_KEY", _hostKeys is null ? "" : "host"),
                ("HOME", Work.Folder),
            ]
        );
        return await Inputhost.EndAsync(process);
    }
}
