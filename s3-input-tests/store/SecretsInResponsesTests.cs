using System.Text;
using System.Text.Json;
using LocalS3;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// A server's responses can quote anything, and the response to a wrong signature quotes the access key. None of these
/// values may be in the connector's output.
/// </summary>
[Collection(nameof(AwsEndpoint))]
public sealed class SecretsInResponsesTests : LocalS3Test
{
    private const string Secret = "Zq7+canary/Zq7=%41\"q\\'$(x)&<;>";

    private static readonly string[] Codes =
    [
        "AccessDenied",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId",
        "SlowDown",
        "InternalError",
        "PermanentRedirect",
        "InvalidRequest",
        "NoSuchKey",
        "RequestTimeTooSkewed",
        "KMS.DisabledException",
        Secret,
    ];

    public static TheoryData<string, int> Answers
    {
        get
        {
            var answers = new TheoryData<string, int>();
            foreach (var operation in new[] { "HeadBucket", "ListObjectsV2", "GetObject", "HeadObject", "AssumeRole" })
            {
                foreach (var status in new[] { 301, 400, 403, 404, 412, 500, 503 })
                {
                    answers.Add(operation, status);
                }
            }

            return answers;
        }
    }

    public override async Task InitializeAsync()
    {
        Put(Samples.Key(new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero)), Samples.Log());
        await base.InitializeAsync();
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_secret_in_a_response_is_never_repeated_in_a_message_event_or_error(string operation, int status)
    {
        using var own = new EnvironmentVariables(
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", Secret)
        );
        var keys = new InputConfig
        {
            Settings = "{\"bucket\":\"audit-logs\"}"u8.ToArray(),
            Secrets = JsonSerializer.SerializeToUtf8Bytes(
                new { access_key = "AKIAIOSFODNN7EXAMPLE", secret_key = Secret }
            ),
        };
        foreach (var code in Codes)
        {
            Refuse = request =>
                request.Operation == operation || (operation == "HeadObject" && request.Operation == "GetObject")
                    ? new S3Error
                    {
                        Status = status,
                        Code = code,
                        Message =
                            $"The key {Secret} was signed as {Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))}.",
                    }
                    : null;
            AssertClean(await SayAsync(operation == "AssumeRole" ? RoleConfig : keys), code);
        }
    }

    /// <summary>
    /// All output of a read and of a connection test, and the exception that ends it with its inner exceptions.
    /// </summary>
    private static async Task<string> SayAsync(InputConfig config)
    {
        var (said, host) = (new StringBuilder(), new TestHost());
        try
        {
            await foreach (var message in Connector().ReadAsync(new ReadRequest { Config = config }, host))
            {
                said.Append(message).Append((message as ObjectSkipped)?.Message);
                said.Append(
                    message is CheckpointReached reached ? Encoding.Latin1.GetString(reached.Checkpoint.State.Span) : ""
                );
            }
        }
        catch (InputException e)
        {
            said.Append(e).Append(e.Error).Append(e.Error.Message);
        }

        await foreach (var step in Connector().CheckAsync(config, host))
        {
            said.Append(step).Append(step.Message).Append(step.Error).Append(step.Error?.Remedy);
        }

        return said.AppendJoin(' ', host.Events.Select(reported => reported.Message)).ToString();
    }

    private static void AssertClean(string said, string code)
    {
        var bytes = Encoding.UTF8.GetBytes(Secret);
        string[] forms =
        [
            Secret,
            JsonSerializer.Serialize(Secret)[1..^1],
            Uri.EscapeDataString(Secret),
            Convert.ToBase64String(bytes).TrimEnd('='),
            Convert.ToHexString(bytes),
        ];
        Assert.All(
            forms,
            form =>
                Assert.False(
                    said.Contains(form, StringComparison.OrdinalIgnoreCase),
                    $"{code}: a secret is in the output"
                )
        );
    }
}
