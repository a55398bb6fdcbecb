using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>The errors of an invalid configuration.</summary>
public sealed class ConfigurationStories : ConsoleStory
{
    /// <summary>Invalid inputs, each with the pointer of the invalid member and a part of its error message.</summary>
    private static readonly (string Case, Action<JsonObject> Change, string Pointer, string Message)[] Invalid =
    [
        (
            "an invalid bucket name",
            input => input["settings"]!["bucket"] = "My Bucket",
            "/settings/bucket",
            "Enter a bucket name"
        ),
        (
            "no bucket",
            input => input["settings"]!.AsObject().Remove("bucket"),
            "/settings/bucket",
            "Bucket is required."
        ),
        ("a bucket that is not text", input => input["settings"]!["bucket"] = 7, "/settings/bucket", ""),
        (
            "an unknown log type",
            input => input["settings"]!["log_type"] = "useractivitylog",
            "/settings/log_type",
            "Choose one of the allowed values."
        ),
        (
            "an invalid Region",
            input => input["settings"]!["region"] = "Frankfurt",
            "/settings/region",
            "Enter a Region such as us-east-1."
        ),
        (
            "an invalid date",
            input => input["settings"]!["backfill_start_time"] = "2024-02-30",
            "/settings/backfill_start_time",
            ""
        ),
        (
            "an unknown setting",
            input => input["settings"]!["buckets"] = "audit-logs",
            "/settings/buckets",
            "This setting does not exist. Remove it."
        ),
        (
            "an access key without its secret",
            input => input["secrets"]!.AsObject().Remove("secret_key"),
            "/secrets/secret_key",
            "Secret Key is required."
        ),
        (
            "a role and a key",
            input => input["settings"]!["role_arn"] = "arn:aws:iam::123456789012:role/redshift-audit",
            "/settings/role_arn",
            "This value conflicts with other values. Remove it or the other values."
        ),
        ("neither a role nor a key", input => input.Remove("secrets"), "/settings/role_arn", "Role ARN is required."),
        ("no name", input => input["name"] = "  ", "/name", "Enter a name of 1 to 100 characters on one line."),
        (
            "a name that is too long",
            input => input["name"] = new string('n', 101),
            "/name",
            "Enter a name of 1 to 100 characters on one line."
        ),
        (
            "a name of two lines",
            input => input["name"] = "a\nb",
            "/name",
            "Enter a name of 1 to 100 characters on one line."
        ),
        ("an unknown connector", input => input["connector"] = "no-such", "/connector", "No connector has this ID."),
        (
            "an interval that is too short",
            input => input["schedule"] = new JsonObject { ["every"] = 9 },
            "/schedule/every",
            "Enter a number of seconds from 10 to 86400."
        ),
        (
            "an interval that is too long",
            input => input["schedule"] = new JsonObject { ["every"] = 86_401 },
            "/schedule/every",
            "Enter a number of seconds from 10 to 86400."
        ),
        (
            "an invalid cron expression",
            input => input["schedule"] = new JsonObject { ["cron"] = "every day" },
            "/schedule/cron",
            "Enter six or seven fields"
        ),
        (
            "an hour that does not exist",
            input => input["schedule"] = new JsonObject { ["cron"] = "0 0 25 * * ?" },
            "/schedule/cron",
            "Enter six or seven fields"
        ),
        (
            "times that are past",
            input => input["schedule"] = new JsonObject { ["cron"] = "0 0 0 1 1 ? 2020" },
            "/schedule/cron",
            "This schedule has no future run."
        ),
        (
            "two schedules",
            input => input["schedule"] = new JsonObject { ["every"] = 60, ["cron"] = EveryTenSeconds },
            "/schedule",
            "not both"
        ),
    ];

    [ConsoleFact]
    public async Task An_invalid_member_is_reported_with_its_pointer_and_nothing_is_stored()
    {
        foreach (var (name, change, pointer, message) in Invalid)
        {
            var input = Input();
            change(input);
            var response = await Client.SendAsync(HttpMethod.Post, "/api/inputs", input);
            Assert.True(response.Status == 422, $"{name}: {response.Status} {response.Body}");
            Assert.Equal("application/problem+json", response.MediaType);
            Assert.True(response.Faults.TryGetValue(pointer, out var reported), $"{name}: {response.Body}");
            Assert.Contains(message, reported, StringComparison.Ordinal);
            Assert.DoesNotContain("schema", response.Body, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        Assert.False(Directory.Exists(Path.Combine(DataFolder, "inputs")));
    }

    [ConsoleFact]
    public async Task All_errors_are_reported_at_once()
    {
        var response = await Client.SendAsync(
            HttpMethod.Post,
            "/api/inputs",
            new JsonObject
            {
                ["name"] = "",
                ["connector"] = "redshift-audit-logs",
                ["settings"] = new JsonObject { ["bucket"] = "B", ["region"] = "R" },
                ["secrets"] = new JsonObject { ["access_key"] = AccessKey, ["secret_key"] = SecretKey },
                ["schedule"] = new JsonObject { ["every"] = 1 },
            }
        );
        Assert.Equal(
            ["/name", "/schedule/every", "/settings/bucket", "/settings/region"],
            response.Faults.Keys.Order(StringComparer.Ordinal)
        );
    }

    [ConsoleTheory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"a\"}")]
    [InlineData("{\"name\":\"a\",\"connector\":\"redshift-audit-logs\",\"settings\":{},\"colour\":\"red\"}")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\",\"connector\":\"redshift-audit-logs\",\"settings\":{}}")]
    [InlineData("{\"name\":null,\"connector\":\"redshift-audit-logs\",\"settings\":{}}")]
    [InlineData("{\"name\":\"a\",\"connector\":\"redshift-audit-logs\",\"settings\":null}")]
    [InlineData(
        "{\"name\":\"a\",\"connector\":\"redshift-audit-logs\",\"settings\":{}," + "\"schedule\":{\"every\":\"often\"}}"
    )]
    public async Task A_body_that_is_not_an_input_is_refused_with_problem_details(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/inputs")
        {
            Content = new StringContent(body, null, "application/json"),
        };
        request.Headers.Add(ConsoleClient.CsrfHeader, await Client.CsrfTokenAsync());
        using var response = await Client.Plain.SendAsync(request);
        var answer = await Client.HearAsync(response);
        Assert.True(answer.Status is 400 or 422, $"{answer.Status} {answer.Body}");
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
    }

    [ConsoleFact]
    public async Task An_invalid_change_has_no_effect_and_a_valid_one_is_stored()
    {
        var id = await Client.AddAsync(Input());
        var invalid = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", With("Other", "B"));
        Assert.Equal(422, invalid.Status);
        Assert.Equal("Audit", (await Client.GetAsync($"/api/inputs/{id}"))["name"]!.GetValue<string>());
        var valid = (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", With("Other", "other-bucket"))).Json;
        Assert.Equal("Other", valid["name"]!.GetValue<string>());
        Assert.Equal("other-bucket", valid["settings"]!["bucket"]!.GetValue<string>());
        const string Unknown = "/api/inputs/0123456789abcdef";
        Assert.Equal(404, (await Client.SendAsync(HttpMethod.Put, Unknown, With("Other", "other-bucket"))).Status);

        JsonObject With(string name, string bucket)
        {
            var input = Input(name);
            input["settings"]!["bucket"] = bucket;
            return input;
        }
    }

    [ConsoleFact]
    public async Task A_connection_test_reports_each_step_as_it_passes_or_fails()
    {
        AddLogs(count: 1, rows: 3);
        var valid = await CheckAsync(_ => { });
        Assert.All(
            valid[..^1],
            step => Assert.Equal(("step", "passed"), (step.Name, step.Data["outcome"]!.GetValue<string>()))
        );
        Assert.All(valid[..^1], step => Assert.NotEmpty(step.Data["title"]!.GetValue<string>()));
        Assert.Equal(("done", true), (valid[^1].Name, valid[^1].Data["passed"]!.GetValue<bool>()));

        var invalid = await CheckAsync(input => input["settings"]!["bucket"] = "no-such-bucket");
        var failed = Assert.Single(invalid, step => step.Data["outcome"]?.GetValue<string>() == "failed").Data;
        Assert.Contains("no-such-bucket", failed["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("done", false), (invalid[^1].Name, invalid[^1].Data["passed"]!.GetValue<bool>()));
        Assert.Equal("fault", Assert.Single(await CheckAsync(input => input["connector"] = "no-such")).Name);
    }

    [ConsoleFact]
    public async Task A_preview_shows_ten_records_and_stores_nothing()
    {
        AddLog(Day, first: 1, rows: 30, isBad: pid => pid == 2);
        var preview = (await Client.SendAsync(HttpMethod.Post, "/api/preview", TestRequest())).Json;
        Assert.Equal("event", preview["columns"]!.AsArray()[0]!.GetValue<string>());
        Assert.Equal(
            Pids.Take(10).Select(pid => $"{pid}"),
            preview["records"]!.AsArray().Select(record => record!["pid"]!.GetValue<string>())
        );
        var rejected = Assert.Single(preview["rejected"]!.AsArray())!;
        Assert.EndsWith(":2", rejected["place"]!.GetValue<string>(), StringComparison.Ordinal);
        var invalid = TestRequest();
        invalid["settings"]!["bucket"] = "no-such-bucket";
        var response = await Client.SendAsync(HttpMethod.Post, "/api/preview", invalid);
        Assert.Equal(422, response.Status);
        Assert.Contains("no-such-bucket", response.Body, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(DataFolder, "inputs")));
    }

    private static JsonObject TestRequest()
    {
        var input = Input();
        input.Remove("name");
        input.Remove("schedule");
        return input;
    }

    private async Task<List<(string Name, JsonNode Data)>> CheckAsync(Action<JsonObject> change)
    {
        var request = TestRequest();
        change(request);
        var events = new List<(string Name, JsonNode Data)>();
        await foreach (var item in Client.EventsAsync("/api/check", HttpMethod.Post, request))
        {
            events.Add(item);
        }

        return events;
    }
}
