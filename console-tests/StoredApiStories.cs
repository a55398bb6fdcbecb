using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>
/// Calls of the API as programs for earlier versions make them, with the responses of those versions
/// (<c>console-tests/data</c>). The current console accepts them in the same way.
/// </summary>
public sealed class StoredApiStories : ConsoleStory
{
    public static TheoryData<string> Versions =>
        new(
            Directory
                .EnumerateFiles(Repository.File("console-tests", "data"), "api-*.json")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal)
        );

    protected override Task PrepareAsync()
    {
        AddLog(Day, first: 1, rows: 3);
        return Task.CompletedTask;
    }

    [ConsoleTheory]
    [MemberData(nameof(Versions))]
    public async Task A_stored_call_has_the_stored_status_and_all_members_of_the_stored_response(string version)
    {
        var text = await File.ReadAllTextAsync(Repository.File("console-tests", "data", $"{version}.json"));
        var (id, differences) = ("", new List<string>());
        foreach (var call in JsonNode.Parse(text)!.AsArray())
        {
            var (method, path) = (Text(call!, "method")!, WithId(Text(call!, "path")!, id));
            var body = call!["body"] is { } given ? JsonNode.Parse(WithId(given.ToJsonString(), id)) : null;
            var before = call["waits"] is null ? null : Started(await Client.GetAsync($"/api/inputs/{id}"));
            var answer = await Client.SendAsync(HttpMethod.Parse(method), path, body);
            var name = $"{method} {path} {body?.ToJsonString()}";
            differences.AddRange(Differences(call, answer).Select(difference => $"{name}: {difference}"));
            id = answer.Status == 201 ? Text(answer.Json, "id")! : id;
            if (call["waits"] is not null)
            {
                await Client.UntilAsync(id, run => ConsoleClient.State(run) == "idle" && Started(run) != before);
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static IEnumerable<string> Differences(JsonNode call, ApiResponse answer)
    {
        if (answer.Status != call["status"]!.GetValue<int>())
        {
            return [$"the status is {answer.Status}, not {call["status"]}: {answer.Body}"];
        }

        if (call["response"] is not { } stored)
        {
            return [];
        }

        return answer.MediaType != Text(call, "mediaType")
            ? [$"the media type is {answer.MediaType}"]
            : ResponseShape.Missing(stored, Parsed(answer));
    }

    private static string? Started(JsonNode input) =>
        input["lastRuns"]!.AsArray().FirstOrDefault()?["started"]!.GetValue<string>();

    private static JsonNode Parsed(ApiResponse answer) =>
        answer.MediaType switch
        {
            "application/x-ndjson" => new JsonArray([
                .. answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)),
            ]),
            "text/event-stream" => new JsonArray([
                .. SseParser
                    .Create(new MemoryStream(Encoding.UTF8.GetBytes(answer.Body)))
                    .Enumerate()
                    .Select(item => new JsonObject
                    {
                        ["event"] = item.EventType,
                        ["data"] = JsonNode.Parse(item.Data),
                    }),
            ]),
            _ => answer.Json,
        };

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();

    private static string WithId(string text, string id) => text.Replace("{id}", id, StringComparison.Ordinal);
}
