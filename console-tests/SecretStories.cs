using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using LocalS3;
using Xunit;

namespace ConsoleTests;

/// <summary>Secrets are write-only.</summary>
public sealed class SecretStories : ConsoleStory
{
    private const string CanaryKey = "AKIACANARY0NEVERSHOWN";
    private const string CanarySecret = "canary/secret+NeverShown7";
    private const string OtherKey = "AKIAOTHERKEY00000001";

    /// <summary>Accepts only requests with this key.</summary>
    protected override LocalS3Options Serving(LocalS3Options options) =>
        base.Serving(options) with
        {
            AccessKey = CanaryKey,
        };

    [ConsoleFact]
    public async Task Responses_events_log_lines_and_files_contain_no_secret()
    {
        AddLogs(count: 2, rows: 5);
        var id = await Client.AddAsync(Canary());
        await Client.RunToEndAsync(id);
        await FailAsync(id);
        foreach (
            var path in new[]
            {
                "",
                "assets",
                "health",
                "openapi/v1.json",
                "api/session",
                "api/connectors",
                "api/connectors/refused",
                "api/inputs",
                $"api/inputs/{id}",
                $"api/inputs/{id}/records",
                $"api/inputs/{id}/records/download",
                $"api/inputs/{id}/rejects",
                "api/no-such-thing",
            }
        )
        {
            await Client.SendAsync(HttpMethod.Get, $"/{path}");
        }

        await Client.UntilEventAsync("/api/events", inputs => inputs.AsArray().Count == 1);
        await SendInvalidAsync(id);
        Assert.Equal(0, await Console.TerminateAsync());
        Assert.True(Client.Heard.Count > 20);
        Assert.All([.. Client.Heard, Console.Said], AssertHasNoCanary);
        var files = Directory.GetFiles(DataFolder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 4);
        Assert.All(files, file => AssertHasNoCanary(Encoding.Latin1.GetString(File.ReadAllBytes(file))));
    }

    [ConsoleFact]
    public async Task A_change_keeps_absent_secrets_removes_null_secrets_and_replaces_others()
    {
        AddLogs(count: 2, rows: 5);
        var id = await Client.AddAsync(Canary());
        var added = await Client.GetAsync($"/api/inputs/{id}");
        var kept = await ChangeAsync(id, []);
        Assert.Equal(SetAt(added), SetAt(kept));
        AssertEachRecordOnce(await Client.RunToEndAsync(id));

        var replaced = await ChangeAsync(id, new JsonObject { ["access_key"] = OtherKey });
        Assert.True(SetAt(replaced)["access_key"] > SetAt(added)["access_key"]);
        Assert.Equal(SetAt(added)["secret_key"], SetAt(replaced)["secret_key"]);
        var denied = await Client.RunToEndAsync(id);
        var error = denied["lastError"]!;
        Assert.Equal(("failed", "access"), (ConsoleClient.Outcome(denied), error["kind"]!.GetValue<string>()));
        Assert.NotEmpty(error["message"]!.GetValue<string>());

        var withoutSecretKey = Input(new JsonObject { ["secret_key"] = null });
        var incomplete = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", withoutSecretKey);
        Assert.Equal((422, "/secrets/secret_key"), (incomplete.Status, incomplete.Faults.Keys.Single()));
        var role = Input(new JsonObject { ["access_key"] = null, ["secret_key"] = null });
        role["settings"]!["role_arn"] = "arn:aws:iam::123456789012:role/redshift-audit";
        var response = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", role);
        Assert.Equal(200, response.Status);
        Assert.Empty(response.Json["secrets"]!.AsObject());
    }

    [ConsoleFact]
    public async Task A_connection_test_and_a_preview_use_the_stored_secrets_for_absent_ones()
    {
        AddLogs(count: 1, rows: 5);
        var id = await Client.AddAsync(Canary());
        var request = TestRequest(id);
        var preview = (await Client.SendAsync(HttpMethod.Post, "/api/preview", request)).Json;
        Assert.Equal(5, preview["records"]!.AsArray().Count);
        var last = default(JsonNode);
        await foreach (var (_, data) in Client.EventsAsync("/api/check", HttpMethod.Post, request))
        {
            last = data;
        }

        Assert.True(last!["passed"]!.GetValue<bool>());
        Assert.All(Client.Heard, AssertHasNoCanary);
    }

    [ConsoleFact]
    public async Task Lost_keys_are_reported_and_new_secrets_are_accepted()
    {
        AddLogs(count: 1, rows: 5);
        var id = await Client.AddAsync(Canary());
        await Console.KillAsync();
        Directory.Delete(Path.Combine(DataFolder, "keys"), recursive: true);
        await StartAsync();
        var failed = await Client.RunToEndAsync(id);
        var message = failed["lastError"]!["message"]!.GetValue<string>();
        Assert.Contains("enter the secrets again", message, StringComparison.Ordinal);
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input([]))).Status);
        var request = TestRequest(id);
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Post, "/api/preview", request)).Status);
        await foreach (var (name, data) in Client.EventsAsync("/api/check", HttpMethod.Post, request))
        {
            Assert.Equal("fault", name);
            Assert.Contains("enter the secrets again", data["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Equal(200, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Canary())).Status);
        AssertEachRecordOnce(await Client.RunToEndAsync(id));
    }

    [ConsoleFact(ofUnix: true)]
    [UnsupportedOSPlatform("windows")]
    public async Task Other_users_of_the_machine_cannot_read_the_data_folder_or_its_keys()
    {
        AddLogs(count: 1, rows: 5);
        await Client.RunToEndAsync(await Client.AddAsync(Canary()));
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Others =
            UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;
        var folders = Directory.GetDirectories(DataFolder, "*", SearchOption.AllDirectories);
        Assert.All([DataFolder, .. folders], folder => Assert.Equal(Owner, File.GetUnixFileMode(folder)));
        var keys = Directory.GetFiles(Path.Combine(DataFolder, "keys"));
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(key) & Others));
    }

    /// <summary>Sends requests with invalid secrets. The error messages could contain the values.</summary>
    private async Task SendInvalidAsync(string id)
    {
        var invalid = Canary();
        invalid["secrets"]!["access_key"] = $"{CanarySecret} {CanaryKey}";
        invalid["secrets"]![CanaryKey] = CanarySecret;
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Post, "/api/inputs"),
                (HttpMethod.Put, $"/api/inputs/{id}"),
                (HttpMethod.Post, "/api/preview"),
                (HttpMethod.Post, "/api/check"),
            }
        )
        {
            await Client.SendAsync(method, path, invalid);
        }

        var request = Canary();
        request.Remove("name");
        request.Remove("schedule");
        request["secrets"]!["access_key"] = $"{CanaryKey}x";
        await foreach (var _ in Client.EventsAsync("/api/check", HttpMethod.Post, request))
        {
            // The client stores the events.
        }

        await Client.SendAsync(HttpMethod.Post, "/api/preview", request);
    }

    /// <summary>Runs the input while S3 denies all requests with an error message that contains the secret.</summary>
    private async Task FailAsync(string id)
    {
        Refuse = _ => new S3Error
        {
            Status = 403,
            Code = "SignatureDoesNotMatch",
            Message = $"{CanaryKey} {CanarySecret}",
        };
        Assert.Equal("failed", ConsoleClient.Outcome(await Client.RunToEndAsync(id)));
        Refuse = _ => null;
    }

    private async Task<JsonNode> ChangeAsync(string id, JsonObject secrets)
    {
        var response = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input(secrets));
        Assert.True(response.Status == 200, response.Body);
        return response.Json;
    }

    private static Dictionary<string, DateTimeOffset> SetAt(JsonNode input) =>
        input["secrets"]!
            .AsObject()
            .ToDictionary(secret => secret.Key, secret => secret.Value!["setAt"]!.GetValue<DateTimeOffset>());

    private static JsonObject Canary() =>
        Input(new JsonObject { ["access_key"] = CanaryKey, ["secret_key"] = CanarySecret });

    private static JsonObject TestRequest(string id) =>
        new()
        {
            ["connector"] = "redshift-audit-logs",
            ["settings"] = Input()["settings"]!.DeepClone(),
            ["input"] = id,
        };

    private static JsonObject Input(JsonObject secrets)
    {
        var input = Input();
        input["secrets"] = secrets;
        return input;
    }

    private static void AssertHasNoCanary(string text)
    {
        Assert.DoesNotContain(CanaryKey, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(CanarySecret, text, StringComparison.OrdinalIgnoreCase);
    }
}
