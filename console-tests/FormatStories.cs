using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConsoleTests;

/// <summary>The format of an input's records.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FormatStories(Chromium chromium) : ConsoleStory
{
    [ConsoleFact]
    public async Task After_a_change_of_the_format_runs_continue_in_another_file()
    {
        await StartAsync(Plugins.WithFormats(Work));
        var id = await Client.AddAsync(Numbers(format: null));
        var input = await Client.RunToEndAsync(id);
        Assert.Equal("native", Format(input));
        Assert.Equal(["numbers.ndjson"], Files(input));

        Assert.Equal("ocsf", Format((await ChangeAsync(id, "ocsf")).Json));
        input = await Client.RunToEndAsync(id);
        Assert.Equal(["numbers.ndjson", "numbers.ocsf.ndjson"], Files(input));
        var recent = await Client.GetAsync($"/api/inputs/{id}/records");
        Assert.Equal("numbers.ocsf.ndjson", recent["file"]!.GetValue<string>());
        Assert.Equal("""[{"number":2}]""", recent["records"]!.ToJsonString());

        Assert.Equal("ocsf", Format((await ChangeAsync(id, format: null)).Json));
        await StartAsync(Plugins.WithFormats(Work));
        Assert.Equal("ocsf", Format(await Client.GetAsync($"/api/inputs/{id}")));
        Assert.Equal("native", Format((await ChangeAsync(id, "native")).Json));
        await Client.RunToEndAsync(id);
        recent = await Client.GetAsync($"/api/inputs/{id}/records");
        Assert.Equal("""[{"n":1},{"n":3}]""", recent["records"]!.ToJsonString());
    }

    [ConsoleFact]
    public async Task A_preview_is_in_the_format_and_an_unknown_format_is_an_error_of_its_field()
    {
        await StartAsync(Plugins.WithFormats(Work));
        var connectors = (await Client.GetAsync("/api/connectors")).AsArray();
        Assert.Equal(
            [
                ["native", "ocsf"],
                ["native"],
            ],
            connectors
                .Where(connector => connector!["id"]!.GetValue<string>() is "formats-input" or "example-input")
                .OrderByDescending(connector => connector!["id"]!.GetValue<string>(), StringComparer.Ordinal)
                .Select(connector => connector!["formats"]!.AsArray().Select(next => next!["id"]!.GetValue<string>()))
        );
        var preview = (await Client.SendAsync(HttpMethod.Post, "/api/preview", Preview("ocsf"))).Json;
        Assert.Equal("""["number"]""", preview["columns"]!.ToJsonString());
        Assert.Equal("""[{"number":1}]""", preview["records"]!.ToJsonString());

        var message =
            "The input \"formats-input\" does not have the format \"cef\". "
            + "Specify one of its formats: native, ocsf.";
        foreach (var (path, body) in new[] { ("/api/preview", Preview("cef")), ("/api/inputs", Numbers("cef")) })
        {
            var refused = await Client.SendAsync(HttpMethod.Post, path, body);
            Assert.Equal((422, message), (refused.Status, refused.Faults["/format"]));
        }
    }

    [BrowserFact]
    public async Task A_user_chooses_the_format_on_the_form()
    {
        await StartAsync(Plugins.WithFormats(Work));
        await using var visit = await Visit.BeginAsync(chromium, Console.Address);
        var page = visit.Page;
        await page.GotoAsync("/new");
        await page.GetByLabel("Connector", new() { Exact = true }).SelectOptionAsync("ExampleInput");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Format" })).ToHaveCountAsync(0);
        await page.GetByLabel("Connector", new() { Exact = true }).SelectOptionAsync("Numbers in formats");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Numbers");
        await Expect(page.GetByLabel("Native")).ToBeCheckedAsync();
        await page.GetByLabel("OCSF").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview records" }).ClickAsync();
        var preview = page.GetByRole(AriaRole.Table, new() { Name = "First records" });
        await Expect(preview.GetByRole(AriaRole.Columnheader, new() { Name = "number" })).ToBeVisibleAsync();
        await visit.AssertIsAccessibleAsync("the form with formats");
        await visit.KeepPictureAsync("formats");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("numbers.ocsf.ndjson")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(page.GetByLabel("OCSF")).ToBeCheckedAsync();
        await page.GetByLabel("Native").CheckAsync();
        await Expect(page.GetByText("New records are written to another file.")).ToBeVisibleAsync();
        visit.AssertIsClean();
    }

    private static string Format(JsonNode input) => input["format"]!.GetValue<string>();

    private static string[] Files(JsonNode input) =>
        [.. input["output"]!["files"]!.AsArray().Select(file => file!["name"]!.GetValue<string>())];

    private static JsonObject Numbers(string? format)
    {
        var input = Preview(format);
        input["name"] = "Numbers";
        return input;
    }

    private static JsonObject Preview(string? format)
    {
        var body = new JsonObject { ["connector"] = "formats-input", ["settings"] = new JsonObject() };
        if (format is not null)
        {
            body["format"] = format;
        }

        return body;
    }

    private Task<ApiResponse> ChangeAsync(string id, string? format) =>
        Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Numbers(format));
}
