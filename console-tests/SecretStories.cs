using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using LocalS3;
using Xunit;

namespace ConsoleTests;

/// <summary>Secrets go in and never come out.</summary>
public sealed class SecretStories : ConsoleStory
{
    private const string CanaryKey = "AKIACANARY0NEVERSHOWN";
    private const string CanarySecret = "canary/secret+NeverShown7";
    private const string OtherKey = "AKIAOTHERKEY00000001";

    /// <summary>Lets in whoever has this key.</summary>
    protected override LocalS3Options Serving(LocalS3Options options) => base.Serving(options) with { AccessKey = CanaryKey };

    [ConsoleFact]
    public async Task A_secret_is_in_no_answer_no_event_no_line_of_the_log_and_no_file()
    {
        AddLogs(count: 2, rows: 5);
        var id = await Client.AddAsync(Canary());
        await Client.RunToEndAsync(id);
        await FailAsync(id);
        foreach (var path in new[]
        {
            "", "assets", "health", "openapi/v1.json", "api/session", "api/connectors", "api/connectors/refused", "api/inputs", $"api/inputs/{id}",
            $"api/inputs/{id}/records", $"api/inputs/{id}/records/download", $"api/inputs/{id}/rejects", "api/no-such-thing",
        })
        {
            await Client.SendAsync(HttpMethod.Get, $"/{path}");
        }

        await Client.UntilEventAsync("/api/events", inputs => inputs.AsArray().Count == 1);
        await SendWrongAsync(id);
        Assert.Equal(0, await Console.TerminateAsync());
        Assert.True(Client.Heard.Count > 20);
        Assert.All([.. Client.Heard, Console.Said], AssertHasNoCanary);
        var files = Directory.GetFiles(DataFolder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 4);
        Assert.All(files, file => AssertHasNoCanary(Encoding.Latin1.GetString(File.ReadAllBytes(file))));
    }

    [ConsoleFact]
    public async Task Secrets_that_a_change_does_not_name_are_kept_null_removes_one_and_text_takes_its_place()
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
        Assert.Equal(("failed", "access"), (ConsoleClient.Outcome(denied), denied["lastError"]!["kind"]!.GetValue<string>()));
        Assert.NotEmpty(denied["lastError"]!["message"]!.GetValue<string>());

        var half = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input(new JsonObject { ["secret_key"] = null }));
        Assert.Equal((422, "/secrets/secret_key"), (half.Status, half.Faults.Keys.Single()));
        var role = Input(new JsonObject { ["access_key"] = null, ["secret_key"] = null });
        role["settings"]!["role_arn"] = "arn:aws:iam::123456789012:role/redshift-audit";
        var answer = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", role);
        Assert.Equal(200, answer.Status);
        Assert.Empty(answer.Json["secrets"]!.AsObject());
    }

    [ConsoleFact]
    public async Task A_test_of_the_connection_and_a_preview_take_the_stored_secrets_where_none_are_given()
    {
        AddLogs(count: 1, rows: 5);
        var id = await Client.AddAsync(Canary());
        var trial = new JsonObject { ["connector"] = "redshift-audit-logs", ["settings"] = Input()["settings"]!.DeepClone(), ["input"] = id };
        Assert.Equal(5, (await Client.SendAsync(HttpMethod.Post, "/api/preview", trial)).Json["records"]!.AsArray().Count);
        var last = default(JsonNode);
        await foreach (var (_, data) in Client.EventsAsync("/api/check", HttpMethod.Post, trial))
        {
            last = data;
        }

        Assert.True(last!["passed"]!.GetValue<bool>());
        Assert.All(Client.Heard, AssertHasNoCanary);
    }

    [ConsoleFact]
    public async Task Where_the_keys_are_lost_that_is_said_and_secrets_entered_anew_are_taken()
    {
        AddLogs(count: 1, rows: 5);
        var id = await Client.AddAsync(Canary());
        await Console.KillAsync();
        Directory.Delete(Path.Combine(DataFolder, "keys"), recursive: true);
        await StartAsync();
        var failed = await Client.RunToEndAsync(id);
        Assert.Contains("enter the secrets again", failed["lastError"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input([]))).Status);
        var trial = new JsonObject { ["connector"] = "redshift-audit-logs", ["settings"] = Input()["settings"]!.DeepClone(), ["input"] = id };
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Post, "/api/preview", trial)).Status);
        await foreach (var (name, data) in Client.EventsAsync("/api/check", HttpMethod.Post, trial))
        {
            Assert.Equal("fault", name);
            Assert.Contains("enter the secrets again", data["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Equal(200, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Canary())).Status);
        AssertEachRecordOnce(await Client.RunToEndAsync(id));
    }

    [ConsoleFact(ofUnix: true)]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_on_the_machine_may_read_the_data_folder_or_its_keys()
    {
        AddLogs(count: 1, rows: 5);
        await Client.RunToEndAsync(await Client.AddAsync(Canary()));
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var folders = Directory.GetDirectories(DataFolder, "*", SearchOption.AllDirectories);
        Assert.All([DataFolder, .. folders], folder => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder)));
        var keys = Directory.GetFiles(Path.Combine(DataFolder, "keys"));
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(key) & Others));
    }

    /// <summary>Errors, of which each may quote what it was given.</summary>
    private async Task SendWrongAsync(string id)
    {
        var wrong = Canary();
        wrong["secrets"]!["access_key"] = $"{CanarySecret} {CanaryKey}";
        wrong["secrets"]![CanaryKey] = CanarySecret;
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/inputs"), (HttpMethod.Put, $"/api/inputs/{id}"), (HttpMethod.Post, "/api/preview"), (HttpMethod.Post, "/api/check") })
        {
            await Client.SendAsync(method, path, wrong);
        }

        var trial = Canary();
        trial.Remove("name");
        trial.Remove("schedule");
        trial["secrets"]!["access_key"] = $"{CanaryKey}x";
        await foreach (var _ in Client.EventsAsync("/api/check", HttpMethod.Post, trial))
        {
            // Kept by the client.
        }

        await Client.SendAsync(HttpMethod.Post, "/api/preview", trial);
    }

    /// <summary>A run that the bucket refuses, quoting the secret.</summary>
    private async Task FailAsync(string id)
    {
        Refuse = _ => new S3Error { Status = 403, Code = "SignatureDoesNotMatch", Message = $"{CanaryKey} {CanarySecret}" };
        Assert.Equal("failed", ConsoleClient.Outcome(await Client.RunToEndAsync(id)));
        Refuse = _ => null;
    }

    private async Task<JsonNode> ChangeAsync(string id, JsonObject secrets)
    {
        var answer = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input(secrets));
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static Dictionary<string, DateTimeOffset> SetAt(JsonNode input) =>
        input["secrets"]!.AsObject().ToDictionary(secret => secret.Key, secret => secret.Value!["setAt"]!.GetValue<DateTimeOffset>());

    private static JsonObject Canary() => Input(new JsonObject { ["access_key"] = CanaryKey, ["secret_key"] = CanarySecret });

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
