using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ConsoleTests;

/// <summary>Cron expressions run an input no more often than every ten seconds.</summary>
public sealed class ScheduleStories : ConsoleStory
{
    [ConsoleFact]
    public async Task Times_that_are_less_than_ten_seconds_apart_are_refused_however_rare_they_are()
    {
        foreach (var cron in new[]
        {
            "* * * * * ?", "0/9 * * * * ?", "0,5 0 0 1 1 ?", "0,59 * * * * ?", "0,55 0,59 * * * ?", "0,55 0,59 1,2 * * ?",
            "0,55 0,59 0,23 * * ?", "0,55 0,59 0,23 1,31 * ?", "0,55 0,59 0,23 1,31 1,12 ?", "0,55 0,59 0,23 1,29 2,3 ?",
            "0,55 0,59 0,23 1,31 1,12 ? 2090,2091",
        })
        {
            Assert.Equal((cron, "Enter times that are 10 seconds or more apart."), (cron, await FaultAsync(cron)));
        }
    }

    [ConsoleFact]
    public async Task Times_that_are_ten_seconds_apart_or_more_are_accepted()
    {
        foreach (var cron in new[]
        {
            "0/10 * * * * ?", "0,50 * * * * ?", "0 * * * * ?", "0,55 0,30 * * * ?", "0,55 0,59 1,3 * * ?", "5,55 0,59 0,23 * * ?",
            "0,55 0,59 0,23 1/2 1 ?", "0,55 0,59 0,23 ? * MON,WED", "0,55 0,59 0,23 29 2 ?", "0,55 0,59 0,23 1,31 1,12 ? 2090/2", "0 0/5 * * * ?",
        })
        {
            Assert.Equal((cron, null), (cron, await FaultAsync(cron)));
        }
    }

    [ConsoleFact]
    public async Task A_stored_schedule_that_is_too_quick_goes_on_until_it_is_changed()
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
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input(schedule: Cron("0/2 * * * * ?")))).Status);
        Assert.Equal(200, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input(schedule: Cron(EveryTenSeconds)))).Status);
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input(schedule: Cron(everySecond)))).Status);
    }

    private static JsonObject Cron(string cron) => new() { ["cron"] = cron };

    /// <summary>What is said of an expression; nothing is stored, as the name is wrong.</summary>
    private async Task<string?> FaultAsync(string cron)
    {
        var answer = await Client.SendAsync(HttpMethod.Post, "/api/inputs", Input(name: "", Cron(cron)));
        Assert.Equal(422, answer.Status);
        return answer.Faults.GetValueOrDefault("/schedule/cron");
    }

    /// <summary>Stores a schedule as an earlier version did, which accepted it.</summary>
    private void Store(string id, JsonObject schedule)
    {
        var database = new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataFolder, "console.db"), Pooling = false };
        using var connection = new SqliteConnection(database.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE input SET schedule = $schedule WHERE id = $id";
        command.Parameters.AddWithValue("$schedule", schedule.ToJsonString());
        command.Parameters.AddWithValue("$id", id);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
