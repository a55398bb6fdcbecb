using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConsoleTests;

/// <summary>
/// The accessibility and layout of all pages, in light and dark colors and on a narrow screen. Screenshots are saved.
/// </summary>
[Collection(BrowserCollection.Name)]
public sealed class AccessibilityStories(Chromium chromium) : ConsoleStory
{
    /// <summary>The dark scheme changes only the colors, so only the contrast is checked there.</summary>
    private static readonly (string Name, int Width, ColorScheme Scheme, string? Rule)[] Screens =
    [
        ("light", 1280, ColorScheme.Light, null),
        ("dark", 1280, ColorScheme.Dark, "color-contrast"),
        ("narrow", 320, ColorScheme.Light, null),
    ];

    [BrowserFact]
    public async Task Pages_pass_the_accessibility_checks_and_fit_into_320_pixels()
    {
        AddLogs(count: 30, rows: 20);
        AddLog(Day.AddDays(2), first: 1, rows: 40, isBad: pid => pid is 3 or 7);
        var damaged = AddLog(Day.AddMinutes(30), first: 100, rows: 5);
        await File.WriteAllBytesAsync(damaged, (await File.ReadAllBytesAsync(damaged))[..^5]);
        await ShowAsync("empty", "/", page => Expect(page.GetByText("No inputs yet")).ToBeVisibleAsync());
        var id = await Client.AddAsync(Input("Connections of the warehouse", new JsonObject { ["every"] = 3600 }));
        await Client.UntilAsync(id, input => ConsoleClient.Outcome(input) == "objectsleft");
        var invalid = Input("Users");
        invalid["settings"]!["bucket"] = "no-such-bucket";
        var failed = await Client.AddAsync(invalid);
        await Client.RunToEndAsync(failed);
        await ShowAsync("list", "/", page => Expect(page.GetByText("Users")).ToBeVisibleAsync());
        await ShowAsync(
            "input",
            $"/inputs/{id}",
            page => Expect(page.GetByRole(AriaRole.Table, new() { Name = "Recent records" })).ToBeVisibleAsync()
        );
        await ShowAsync("failed", $"/inputs/{failed}", page => Expect(page.GetByText("Last error")).ToBeVisibleAsync());
        await ShowAsync(
            "edit",
            $"/inputs/{id}/edit",
            page => Expect(page.GetByText("Set on ").First).ToBeVisibleAsync()
        );
        await ShowAsync(
            "new",
            "/new",
            page => Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Bucket" })).ToBeVisibleAsync()
        );
        await ShowAsync(
            "new-invalid",
            "/new",
            async page =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
            }
        );
        await ShowAsync(
            "tested",
            $"/inputs/{id}/edit",
            async page =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
                await Expect(page.GetByText("The test passed").First).ToBeVisibleAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Preview records" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Table, new() { Name = "First records" })).ToBeVisibleAsync();
            }
        );
        await ShowAsync(
            "dialog",
            $"/inputs/{id}",
            async page =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Full re-sync" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            }
        );
        await ShowAsync(
            "unknown",
            "/no-such-page",
            page => Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync()
        );
        await StartAsync(("INPUTHOST_TOKEN", "correct-horse-battery-staple"));
        await ShowAsync("sign-in", "/", page => Expect(page.GetByLabel("Token")).ToBeVisibleAsync());
    }

    /// <summary>Checks a page on each screen as soon as it is loaded.</summary>
    private Task ShowAsync(string name, string path, Func<IPage, Task> load) =>
        Task.WhenAll(
            Screens.Select(async screen =>
            {
                await using var visit = await Visit.BeginAsync(
                    chromium,
                    Console.Address,
                    screen.Width,
                    scheme: screen.Scheme
                );
                await visit.Page.GotoAsync(path);
                await load(visit.Page);
                await visit.KeepPictureAsync($"{name}-{screen.Name}");
                await visit.AssertIsAccessibleAsync($"{name}, {screen.Name}", screen.Rule);
                await visit.AssertFitsAsync($"{name}, {screen.Name}");
                visit.AssertIsClean();
            })
        );
}
