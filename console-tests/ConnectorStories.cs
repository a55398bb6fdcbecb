using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>Connectors that the console does not know in advance.</summary>
public sealed class ConnectorStories : ConsoleStory
{
    [ConsoleFact]
    public async Task Another_connector_is_available_with_its_own_schema_and_runs_next_to_the_first()
    {
        await StartAsync(Plugins.In(Work));
        var connectors = (await Client.GetAsync("/api/connectors")).AsArray();
        Assert.Equal(
            ["example-input", "redshift-audit-logs"],
            connectors.Select(connector => connector!["id"]!.GetValue<string>())
        );
        Assert.All(connectors, connector => Assert.NotNull(connector!["config"]!["properties"]!["settings"]));
        var refused = Assert.Single((await Client.GetAsync("/api/connectors/refused")).AsArray())!;
        Assert.EndsWith("damaged", refused["folder"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(refused["reason"]!.GetValue<string>());

        AddLogs(count: 1, rows: 3);
        var audit = await Client.AddAsync(Input());
        AssertEachRecordOnce(await Client.RunToEndAsync(audit));
        var notes = Directory.CreateDirectory(Work.File("notes")).FullName;
        await File.WriteAllTextAsync(Path.Combine(notes, "monday.txt"), "1 first\n2 second\nnot a number\n");
        var invalid = await Client.SendAsync(HttpMethod.Post, "/api/inputs", Notes(notes, token: "short"));
        Assert.Equal("Enter 8 to 60 characters without spaces.", invalid.Faults["/secrets/token"]);
        var id = await Client.AddAsync(Notes(notes, token: "open-sesame"));
        await Client.RunToEndAsync(id);
        await File.AppendAllTextAsync(Path.Combine(notes, "monday.txt"), "3 third\n");
        var input = await Client.RunToEndAsync(id);
        var (count, rejected) = (input["records"]!.GetValue<int>(), input["rejectedLines"]!.GetValue<int>());
        Assert.Equal(("done", 3, 1), (ConsoleClient.Outcome(input), count, rejected));
        var records = (await Client.GetAsync($"/api/inputs/{id}/records"))["records"]!.AsArray();
        Assert.Equal(["first", "second", "third"], records.Select(record => record!["text"]!.GetValue<string>()));
    }

    [ConsoleFact]
    public async Task An_input_without_its_connector_reports_the_missing_connector_and_runs_when_it_is_restored()
    {
        var plugins = Plugins.In(Work);
        await StartAsync(plugins);
        var notes = Directory.CreateDirectory(Work.File("notes")).FullName;
        await File.WriteAllTextAsync(Path.Combine(notes, "monday.txt"), "1 first\n");
        var id = await Client.AddAsync(Notes(notes, token: "open-sesame"));
        await StartAsync();
        Assert.True((await Client.GetAsync($"/api/inputs/{id}"))["missingConnector"]!.GetValue<bool>());
        var failed = await Client.RunToEndAsync(id);
        Assert.Equal("failed", ConsoleClient.Outcome(failed));
        Assert.Contains("example-input", failed["lastError"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await StartAsync(plugins);
        Assert.Equal(1, (await Client.RunToEndAsync(id))["records"]!.GetValue<int>());
    }

    private static JsonObject Notes(string folder, string token) =>
        new()
        {
            ["name"] = "Notes",
            ["connector"] = "example-input",
            ["settings"] = new JsonObject { ["folder"] = folder },
            ["secrets"] = new JsonObject { ["token"] = token },
        };
}
