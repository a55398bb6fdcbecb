using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace ConsoleTests;

/// <summary>A browser window with the console, and a record of its requests, responses, and errors.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() =>
        File.ReadAllText(Repository.File("console", "node_modules", "axe-core", "axe.min.js"))
    );

    private readonly IBrowserContext _context;
    private readonly Uri _console;
    private readonly ConcurrentQueue<Task<string>> _responses = new();
    private readonly ConcurrentQueue<string> _urls = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private Visit(IBrowserContext context, IPage page, Uri console) =>
        (_context, Page, _console) = (context, page, console);

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(
        Chromium chromium,
        Uri console,
        int width = 1280,
        int height = 900,
        ColorScheme scheme = ColorScheme.Light
    )
    {
        var context = await chromium.Browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = console.ToString(),
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
                ViewportSize = new ViewportSize { Width = width, Height = height },
            }
        );
        context.SetDefaultTimeout(Chromium.PatienceMilliseconds);
        var visit = new Visit(context, await context.NewPageAsync(), console);
        visit.Listen();
        return visit;
    }

    /// <summary>
    /// Asserts that the pages sent requests only to the console, and that there were no errors, including violations of
    /// the content security policy.
    /// </summary>
    public void AssertIsClean()
    {
        Assert.All(_urls, url => Assert.StartsWith(_console.ToString(), url, StringComparison.Ordinal));
        Assert.Empty(_errors);
    }

    /// <summary>The bodies of all complete responses, and the current content of the page.</summary>
    public async Task<IReadOnlyList<string>> SeenAsync() =>
        [.. await Task.WhenAll(_responses), await Page.ContentAsync()];

    /// <summary>
    /// Asserts that axe-core finds no violation on the page. Its source is evaluated through the DevTools protocol,
    /// which the content security policy does not block.
    /// </summary>
    /// <param name="name">The name of the page.</param>
    /// <param name="rule">The only rule to check, or null to check all rules.</param>
    public async Task AssertIsAccessibleAsync(string name, string? rule = null)
    {
        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<JsonElement>(
            """
            async rule => {
                const options = { resultTypes: ['violations'], ...(rule && { runOnly: [rule] }) };
                const describe = node => node.html + ' ' + node.failureSummary;
                return (await axe.run(document, options)).violations
                    .map(({ id, nodes }) => `${id}: ${nodes.map(describe).join(' | ')}`);
            }
            """,
            rule
        );
        Assert.True(found.GetArrayLength() == 0, $"{name}: {found}");
    }

    public async Task AssertFitsAsync(string name)
    {
        var excess = await Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        Assert.True(excess <= 0, $"{name} is {excess} pixels too wide.");
    }

    public async Task KeepPictureAsync(string name) =>
        await Page.ScreenshotAsync(
            new PageScreenshotOptions
            {
                Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name}.png"),
                FullPage = true,
            }
        );

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Listen()
    {
        Page.Request += (_, request) => _urls.Enqueue(request.Url);
        Page.RequestFinished += (_, request) => _responses.Enqueue(BodyAsync(request));
        Page.PageError += (_, error) => _errors.Enqueue(error);
        Page.Console += (_, message) =>
        {
            // Error statuses of expected responses are not errors. The page shows them.
            if (
                message.Type is "error" or "warning"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    private static async Task<string> BodyAsync(IRequest request)
    {
        try
        {
            return await request.ResponseAsync() is { } response ? await response.TextAsync() : "";
        }
        catch (PlaywrightException)
        {
            // The response has no body, or the browser has navigated to another page.
            return "";
        }
    }
}
