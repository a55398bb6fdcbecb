using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConsoleTests;

/// <summary>The pages of the console in a browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageStories(Chromium chromium) : ConsoleStory
{
    [BrowserFact]
    public async Task A_user_adds_an_input_and_sees_its_records()
    {
        AddLogs(count: 4, rows: 10);
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No inputs yet" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add an input" }).ClickAsync();
        await FillAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(page.GetByText("The test passed").First).ToBeVisibleAsync();
        var steps = page.GetByRole(AriaRole.List, new() { Name = "Steps of the test" });
        Assert.InRange(await steps.GetByText("Passed").CountAsync(), 3, 20);
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview records" }).ClickAsync();
        var preview = page.GetByRole(AriaRole.Table, new() { Name = "First records" });
        await Expect(preview.GetByRole(AriaRole.Row)).ToHaveCountAsync(11);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByText("Up to date").First).ToBeVisibleAsync();
        var records = page.GetByRole(AriaRole.Table, new() { Name = "Recent records" });
        await Expect(records.GetByRole(AriaRole.Row)).ToHaveCountAsync(21);
        AssertEachRecordOnce(await OnlyInputAsync());
        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task An_input_can_be_added_with_the_keyboard_only()
    {
        AddLogs(count: 4, rows: 10);
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No inputs yet" })).ToBeVisibleAsync();
        await PressOnAsync(page, "Add an input", "Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Add an input" })).ToBeVisibleAsync();
        await TypeIntoAsync(page, "Name", "Audit");
        await TypeIntoAsync(page, "Bucket", "audit-logs");
        await TypeIntoAsync(page, "Region", "us-east-1");
        await PressOnAsync(page, "Role ARN", "ArrowDown");
        await TypeIntoAsync(page, "Access Key", AccessKey);
        await TypeIntoAsync(page, "Secret Key", SecretKey);
        await PressOnAsync(page, "Save", "Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByText("Up to date").First).ToBeVisibleAsync();
        AssertEachRecordOnce(await OnlyInputAsync());
        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task Errors_are_shown_at_their_fields_and_in_a_summary_with_links_to_the_fields()
    {
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync("/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var summary = page.GetByRole(AriaRole.Alert);
        await Expect(summary).ToBeFocusedAsync();
        await Expect(summary.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Correct 3 errors");
        foreach (var label in new[] { "Name", "Bucket" })
        {
            var field = page.GetByRole(AriaRole.Textbox, new() { Name = label });
            await Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(field).ToHaveAccessibleDescriptionAsync(new Regex($"Error: {label} is required"));
        }

        await summary.GetByRole(AriaRole.Link, new() { Name = "Bucket is required" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Bucket" })).ToBeFocusedAsync();
        await FillAsync(page);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Bucket" }).FillAsync("My Bucket");

        // The errors that only the server finds are shown in the same way.
        await page.GetByLabel("Cron schedule").CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Cron expression" }).FillAsync("0 0 25 * * ?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(summary.GetByRole(AriaRole.Link)).ToContainTextAsync(["Enter a bucket name"]);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Bucket" }).FillAsync("audit-logs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(summary.GetByRole(AriaRole.Link)).ToContainTextAsync(["Enter six or seven fields"]);
        var cron = page.GetByRole(AriaRole.Textbox, new() { Name = "Cron expression" });
        await Expect(cron).ToHaveAccessibleDescriptionAsync(new Regex("Error: Enter six or seven fields"));
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task A_failed_test_shows_the_failed_step_and_its_remedy()
    {
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync("/new");
        await Expect(page.GetByText("Cloud Security · Incremental sync")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Documentation of the source" }))
            .ToHaveAttributeAsync("href", "https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html");
        await FillAsync(page);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Bucket" }).FillAsync("no-such-bucket");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(page.GetByText("The test failed").First).ToBeVisibleAsync();
        var steps = page.GetByRole(AriaRole.List, new() { Name = "Steps of the test" });
        var failed = steps.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Failed" });
        await Expect(failed).ToContainTextAsync("There is no bucket s3://no-such-bucket");
        await Expect(failed.GetByText("Check the bucket name.")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to the field" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Bucket" })).ToBeFocusedAsync();
        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task A_saved_secret_is_never_sent_to_the_browser_and_is_kept_until_it_is_replaced()
    {
        const string Replacement = "canary-replacement";
        AddLogs(count: 1, rows: 3);
        var id = await Client.AddAsync(Input());
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync($"/inputs/{id}/edit");
        await Expect(page.GetByText("Set on ")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Renamed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var heading = page.GetByRole(
            AriaRole.Heading,
            new()
            {
                Name = "Renamed",
                Level = 1,
                Exact = true,
            }
        );
        await Expect(heading).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Expect(page.GetByText("Up to date").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace Secret Key" }).ClickAsync();
        await page.GetByLabel("Secret Key").First.FillAsync(Replacement);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(heading).ToBeVisibleAsync();
        var received = await visit.SeenAsync();
        Assert.True(received.Count > 10);
        foreach (var secret in new[] { AccessKey, SecretKey, Replacement })
        {
            Assert.All(received, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }

        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task A_run_is_stopped_and_resumed_and_a_full_re_sync_must_be_confirmed()
    {
        AddLogs(count: 30, rows: 5);
        var hold = new DelayedObject("2024-03-10T02");
        Refuse = hold.Refuse;
        var id = await Client.AddAsync(Input());
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync($"/inputs/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await hold.Asked;
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(page.GetByText("Stopped", new() { Exact = true }).First).ToBeVisibleAsync();
        hold.LetGo();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Expect(page.GetByText("Up to date").First).ToBeVisibleAsync();
        var before = await OnlyInputAsync();
        AssertEachRecordOnce(before);

        var full = page.GetByRole(AriaRole.Button, new() { Name = "Full re-sync" });
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Start a full re-sync?" });
        await full.ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(full).ToBeFocusedAsync();
        await full.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Start full re-sync" }).ClickAsync();
        var after = await Client.UntilAsync(
            id,
            input => input["lastRuns"]!.AsArray().Count == 3 && ConsoleClient.State(input) == "idle"
        );
        Assert.NotEqual(FolderOf(before), FolderOf(after));
        AssertEachRecordOnce(after);

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Also delete the records of this input").CheckAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No inputs yet" })).ToBeVisibleAsync();
        Assert.False(Directory.Exists(FolderOf(after)));
        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task The_form_of_another_connector_is_generated_from_its_schema()
    {
        await StartAsync(Plugins.In(Work));
        var notes = Directory.CreateDirectory(Work.File("notes")).FullName;
        await File.WriteAllTextAsync(Path.Combine(notes, "monday.log"), "1 first\n2 second\n");
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync("/new");
        await Expect(page.GetByText("Some connectors were not loaded")).ToBeVisibleAsync();
        await page.GetByLabel("Connector", new() { Exact = true }).SelectOptionAsync("ExampleInput");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Notes");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Folder" }).FillAsync(notes);
        await page.GetByLabel("Files").SelectOptionAsync("Log files");
        await page.GetByLabel("Token").FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Enter 8 to 60 characters without spaces.");
        await page.GetByLabel("Token").FillAsync("open-sesame");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var records = page.GetByRole(AriaRole.Table, new() { Name = "Recent records" });
        await Expect(records.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task A_user_must_enter_a_required_token_first()
    {
        const string Token = "correct-horse-battery-staple";
        await StartAsync(("INPUTHOST_TOKEN", Token));
        await using var visit = await BeginAsync();
        var page = visit.Page;
        await page.GotoAsync("/");
        await page.GetByLabel("Token").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByText("The token is incorrect.")).ToBeVisibleAsync();
        await page.GetByLabel("Token").FillAsync(Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No inputs yet" })).ToBeVisibleAsync();
        visit.AssertIsClean();
    }

    [BrowserFact]
    public async Task The_first_page_transfers_less_than_400_kilobytes()
    {
        await using var visit = await BeginAsync();
        await visit.Page.GotoAsync("/");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "No inputs yet" })).ToBeVisibleAsync();
        var bytes = await visit.Page.EvaluateAsync<long>(
            "() => ['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type))"
                + ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
        );
        Assert.InRange(bytes, 10_000, 400_000);
        visit.AssertIsClean();
    }

    private Task<Visit> BeginAsync() => Visit.BeginAsync(chromium, Console.Address);

    private async Task<JsonNode> OnlyInputAsync()
    {
        var input = Assert.Single((await Client.GetAsync("/api/inputs")).AsArray())!;
        return await Client.GetAsync($"/api/inputs/{input["id"]}");
    }

    private static string FolderOf(JsonNode input) => input["output"]!["folder"]!.GetValue<string>();

    private static async Task FillAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Audit");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Bucket" }).FillAsync("audit-logs");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Region" }).FillAsync("us-east-1");
        await page.GetByLabel("Static credentials").CheckAsync();
        await page.GetByLabel("Access Key").FillAsync(AccessKey);
        await page.GetByLabel("Secret Key").FillAsync(SecretKey);
    }

    private static async Task TypeIntoAsync(IPage page, string label, string text)
    {
        await TabToAsync(page, label);
        await page.Keyboard.TypeAsync(text);
    }

    private static async Task PressOnAsync(IPage page, string label, string key)
    {
        await TabToAsync(page, label);
        await page.Keyboard.PressAsync(key);
    }

    /// <summary>Moves the focus from control to control until it is on the control with the label.</summary>
    private static async Task TabToAsync(IPage page, string label)
    {
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>(
                "() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent"
            );
            if (focused == label || focused == $"{label}required")
            {
                return;
            }
        }

        Assert.Fail($"The Tab key does not reach {label}.");
    }
}
