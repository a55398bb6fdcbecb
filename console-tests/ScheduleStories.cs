using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ConsoleTests;

/// <summary>Cron expressions run an input at most every ten seconds.</summary>
public sealed class ScheduleStories : ConsoleStory
{
    [ConsoleFact]
    public async Task Times_that_are_less_than_ten_seconds_apart_are_refused_even_if_they_are_rare()
    {
        foreach (
            var cron in new[]
            {
                "* * * * * ?",
                "0/9 * * * * ?",
                "0,5 0 0 1 1 ?",
                "0,59 * * * * ?",
                "0,55 0,59 * * * ?",
                "0,55 0,59 1,2 * * ?",
                "0,55 0,59 0,23 * * ?",
                "0,55 0,59 0,23 1,31 * ?",
                "0,55 0,59 0,23 1,31 1,12 ?",
                "0,55 0,59 0,23 1,29 2,3 ?",
                "0,55 0,59 0,23 1,31 1,12 ? 2090,2091",
            }
        )
        {
            Assert.Equal((cron, "Enter times that are 10 seconds or more apart."), (cron, await ErrorAsync(cron)));
        }
    }

    [ConsoleFact]
    public async Task Times_that_are_ten_seconds_apart_or_more_are_accepted()
    {
        foreach (
            var cron in new[]
            {
                "0/10 * * * * ?",
                "0,50 * * * * ?",
                "0 * * * * ?",
                "0,55 0,30 * * * ?",
                "0,55 0,59 1,3 * * ?",
                "5,55 0,59 0,23 * * ?",
                "0,55 0,59 0,23 1/2 1 ?",
                "0,55 0,59 0,23 ? * MON,WED",
                "0,55 0,59 0,23 29 2 ?",
                "0,55 0,59 0,23 1,31 1,12 ? 2090/2",
                "0 0/5 * * * ?",
            }
        )
        {
            Assert.Equal((cron, null), (cron, await ErrorAsync(cron)));
        }
    }

    [ConsoleFact]
    public async Task A_stored_schedule_with_a_shorter_interval_remains_valid_until_it_is_changed()
    {
        const string everySecond = "* * * * * ?";
        AddLogs(count: 1, rows: 3);
        var id = await Client.AddAsync(Input());
        await Console.TerminateAsync();
        Store(id, new JsonObject { ["cron"] = everySecond });
        await StartAsync();
        await Client.UntilAsync(id, input => ConsoleClient.Outcome(input) == "done");
        AddLog(TimeProvider.System.GetUtcNow(), first: 5, rows: 2);
        AssertEachRecordOnce(await Client.UntilAsync(id, input => input["records"]!.GetValue<int>() == Pids.Count));

        var kept = await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input("Renamed", Cron(everySecond)));
        Assert.Equal((200, "Renamed"), (kept.Status, kept.Json["name"]?.GetValue<string>()));
        Assert.Equal(422, await ChangeAsync("0/2 * * * * ?"));
        Assert.Equal(200, await ChangeAsync(EveryTenSeconds));
        Assert.Equal(422, await ChangeAsync(everySecond));

        async Task<int> ChangeAsync(string cron) =>
            (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input(schedule: Cron(cron)))).Status;
    }

    [ConsoleFact]
    public async Task A_stored_schedule_in_the_syntax_of_an_earlier_version_still_has_a_next_run()
    {
        var id = await Client.AddAsync(Input());
        await Console.TerminateAsync();
        Store(id, new JsonObject { ["cron"] = "0 0 8 1-5W * ?" });
        await StartAsync();
        var input = await Client.GetAsync($"/api/inputs/{id}");
        Assert.Equal("0 0 8 1-5 * ?", input["schedule"]!["cron"]!.GetValue<string>());
        var next = input["nextRun"]!.GetValue<DateTimeOffset>();
        Assert.Equal((8, 0, 0), (next.Hour, next.Minute, next.Second));
        Assert.InRange(next.Day, 1, 5);
    }

    [ConsoleFact]
    public async Task A_stored_schedule_that_cannot_be_read_does_not_affect_other_inputs()
    {
        AddLogs(count: 1, rows: 3);
        var unreadable = await Client.AddAsync(Input("Unreadable"));
        var other = await Client.AddAsync(Input("Other"));
        await Console.TerminateAsync();
        Store(unreadable, new JsonObject { ["cron"] = "at noon" });
        Store(other, Cron(EveryTenSeconds));
        await StartAsync();
        Assert.Null((await Client.GetAsync($"/api/inputs/{unreadable}"))["nextRun"]);
        await Client.UntilAsync(other, input => ConsoleClient.Outcome(input) == "done");
    }

    private static JsonObject Cron(string cron) => new() { ["cron"] = cron };

    /// <summary>The error of a cron expression. No input is stored, because the name is invalid.</summary>
    private async Task<string?> ErrorAsync(string cron)
    {
        var response = await Client.SendAsync(HttpMethod.Post, "/api/inputs", Input(name: "", Cron(cron)));
        Assert.Equal(422, response.Status);
        return response.Faults.GetValueOrDefault("/schedule/cron");
    }

    /// <summary>Stores a schedule that an earlier version accepted.</summary>
    private void Store(string id, JsonObject schedule)
    {
        var database = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(DataFolder, "console.db"),
            Pooling = false,
        };
        using var connection = new SqliteConnection(database.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE input SET schedule = $schedule WHERE id = $id";
        command.Parameters.AddWithValue("$schedule", schedule.ToJsonString());
        command.Parameters.AddWithValue("$id", id);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
