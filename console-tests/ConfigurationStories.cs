using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>What a person is told who entered something wrong.</summary>
public sealed class ConfigurationStories : ConsoleStory
{
    /// <summary>What is wrong, the member that is named, and what is said of it.</summary>
    private static readonly (string Wrong, Action<JsonObject> Change, string Pointer, string Said)[] Wrongs =
    [
        ("a bucket that none can be called", input => input["settings"]!["bucket"] = "My Bucket", "/settings/bucket", "Enter a bucket name"),
        ("no bucket", input => input["settings"]!.AsObject().Remove("bucket"), "/settings/bucket", "This is required."),
        ("a bucket that is no text", input => input["settings"]!["bucket"] = 7, "/settings/bucket", ""),
        ("an unknown log type", input => input["settings"]!["log_type"] = "useractivitylog", "/settings/log_type", "Choose one of the values."),
        ("no region", input => input["settings"]!["region"] = "Frankfurt", "/settings/region", "Enter a Region such as us-east-1."),
        ("no date", input => input["settings"]!["backfill_start_time"] = "2024-02-30", "/settings/backfill_start_time", ""),
        ("a setting nobody knows", input => input["settings"]!["buckets"] = "audit-logs", "/settings/buckets", "This is not known here."),
        ("half a key", input => input["secrets"]!.AsObject().Remove("secret_key"), "/secrets/secret_key", "This is required."),
        ("a role and a key", input => input["settings"]!["role_arn"] = "arn:aws:iam::123456789012:role/redshift-audit", "/settings/role_arn", "This does not go together with what else is given."),
        ("neither a role nor a key", input => input.Remove("secrets"), "/settings/role_arn", "This is required."),
        ("no name", input => input["name"] = "  ", "/name", "Enter a name of 1 to 100 letters."),
        ("a name that is too long", input => input["name"] = new string('n', 101), "/name", "Enter a name of 1 to 100 letters."),
        ("a name of two lines", input => input["name"] = "a\nb", "/name", "Enter a name of 1 to 100 letters."),
        ("a connector that is not there", input => input["connector"] = "no-such", "/connector", "There is no connector of that id."),
        ("a schedule that is too quick", input => input["schedule"] = new JsonObject { ["every"] = 9 }, "/schedule/every", "Enter a number of seconds from 10 to 86400."),
        ("a schedule that is too slow", input => input["schedule"] = new JsonObject { ["every"] = 86_401 }, "/schedule/every", "Enter a number of seconds from 10 to 86400."),
        ("no cron expression", input => input["schedule"] = new JsonObject { ["cron"] = "every day" }, "/schedule/cron", "Enter six or seven fields"),
        ("a time of day that never comes", input => input["schedule"] = new JsonObject { ["cron"] = "0 0 25 * * ?" }, "/schedule/cron", "Enter six or seven fields"),
        ("times that are over", input => input["schedule"] = new JsonObject { ["cron"] = "0 0 0 1 1 ? 2020" }, "/schedule/cron", "None of these times is still to come."),
        ("two schedules", input => input["schedule"] = new JsonObject { ["every"] = 60, ["cron"] = EveryTenSeconds }, "/schedule", "not both"),
    ];

    [ConsoleFact]
    public async Task Whatever_is_wrong_is_told_at_its_member_in_words_and_nothing_is_stored()
    {
        foreach (var (wrong, change, pointer, said) in Wrongs)
        {
            var input = Input();
            change(input);
            var answer = await Client.SendAsync(HttpMethod.Post, "/api/inputs", input);
            Assert.True(answer.Status == 422, $"{wrong}: {answer.Status} {answer.Body}");
            Assert.Equal("application/problem+json", answer.MediaType);
            Assert.True(answer.Faults.TryGetValue(pointer, out var told), $"{wrong}: {answer.Body}");
            Assert.Contains(said, told, StringComparison.Ordinal);
            Assert.DoesNotContain("schema", answer.Body, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        Assert.False(Directory.Exists(Path.Combine(DataFolder, "inputs")));
    }

    [ConsoleFact]
    public async Task Several_faults_are_told_at_once()
    {
        var answer = await Client.SendAsync(HttpMethod.Post, "/api/inputs", new JsonObject
        {
            ["name"] = "",
            ["connector"] = "redshift-audit-logs",
            ["settings"] = new JsonObject { ["bucket"] = "B", ["region"] = "R" },
            ["secrets"] = new JsonObject { ["access_key"] = AccessKey, ["secret_key"] = SecretKey },
            ["schedule"] = new JsonObject { ["every"] = 1 },
        });
        Assert.Equal(["/name", "/schedule/every", "/settings/bucket", "/settings/region"], answer.Faults.Keys.Order(StringComparer.Ordinal));
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
    [InlineData("{\"name\":\"a\",\"connector\":\"redshift-audit-logs\",\"settings\":{},\"schedule\":{\"every\":\"often\"}}")]
    public async Task What_is_no_input_at_all_is_refused_as_a_problem(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/inputs") { Content = new StringContent(body, null, "application/json") };
        request.Headers.Add(ConsoleClient.CsrfHeader, await Client.CsrfTokenAsync());
        using var response = await Client.Plain.SendAsync(request);
        var answer = await Client.HearAsync(response);
        Assert.True(answer.Status is 400 or 422, $"{answer.Status} {answer.Body}");
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
    }

    [ConsoleFact]
    public async Task A_change_that_is_wrong_changes_nothing_and_one_that_is_right_takes_the_place()
    {
        var id = await Client.AddAsync(Input());
        var wrong = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", With("Other", "B"));
        Assert.Equal(422, wrong.Status);
        Assert.Equal("Audit", (await Client.GetAsync($"/api/inputs/{id}"))["name"]!.GetValue<string>());
        var right = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", With("Other", "other-bucket"));
        Assert.Equal(("Other", "other-bucket"), (right.Json["name"]!.GetValue<string>(), right.Json["settings"]!["bucket"]!.GetValue<string>()));
        Assert.Equal(404, (await Client.SendAsync(HttpMethod.Put, "/api/inputs/0123456789abcdef", With("Other", "other-bucket"))).Status);

        JsonObject With(string name, string bucket)
        {
            var input = Input(name);
            input["settings"]!["bucket"] = bucket;
            return input;
        }
    }

    [ConsoleFact]
    public async Task A_test_of_the_connection_tells_each_step_as_it_passes_or_fails()
    {
        AddLogs(count: 1, rows: 3);
        var right = await CheckAsync(_ => { });
        Assert.All(right[..^1], step => Assert.Equal(("step", "passed"), (step.Name, step.Data["outcome"]!.GetValue<string>())));
        Assert.All(right[..^1], step => Assert.NotEmpty(step.Data["title"]!.GetValue<string>()));
        Assert.Equal(("done", true), (right[^1].Name, right[^1].Data["passed"]!.GetValue<bool>()));

        var wrong = await CheckAsync(input => input["settings"]!["bucket"] = "no-such-bucket");
        var failed = Assert.Single(wrong, step => step.Data["outcome"]?.GetValue<string>() == "failed").Data;
        Assert.Contains("no-such-bucket", failed["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("done", false), (wrong[^1].Name, wrong[^1].Data["passed"]!.GetValue<bool>()));
        Assert.Equal("fault", Assert.Single(await CheckAsync(input => input["connector"] = "no-such")).Name);
    }

    [ConsoleFact]
    public async Task A_preview_shows_ten_records_and_keeps_nothing()
    {
        AddLog(Day, first: 1, rows: 30, isBad: pid => pid == 2);
        var preview = (await Client.SendAsync(HttpMethod.Post, "/api/preview", Trial())).Json;
        Assert.Equal("event", preview["columns"]!.AsArray()[0]!.GetValue<string>());
        Assert.Equal(Pids.Take(10).Select(pid => $"{pid}"), preview["records"]!.AsArray().Select(record => record!["pid"]!.GetValue<string>()));
        Assert.EndsWith(":2", Assert.Single(preview["rejected"]!.AsArray())!["place"]!.GetValue<string>(), StringComparison.Ordinal);
        var denied = Trial();
        denied["settings"]!["bucket"] = "no-such-bucket";
        var answer = await Client.SendAsync(HttpMethod.Post, "/api/preview", denied);
        Assert.Equal(422, answer.Status);
        Assert.Contains("no-such-bucket", answer.Body, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(DataFolder, "inputs")));
    }

    private static JsonObject Trial()
    {
        var input = Input();
        input.Remove("name");
        input.Remove("schedule");
        return input;
    }

    private async Task<List<(string Name, JsonNode Data)>> CheckAsync(Action<JsonObject> change)
    {
        var trial = Trial();
        change(trial);
        var told = new List<(string Name, JsonNode Data)>();
        await foreach (var item in Client.EventsAsync("/api/check", HttpMethod.Post, trial))
        {
            told.Add(item);
        }

        return told;
    }
}
