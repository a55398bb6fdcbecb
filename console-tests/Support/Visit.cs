using System.Collections.Concurrent;
using System.Text.Json;
using ConformanceTests;
using Microsoft.Playwright;
using Xunit;

namespace ConsoleTests;

/// <summary>A browser's window on the console, and all that went over the wire for it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Repository.File("console", "node_modules", "axe-core", "axe.min.js")));

    private readonly IBrowserContext _context;
    private readonly Uri _console;
    private readonly ConcurrentQueue<Task<string>> _answers = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visit(IBrowserContext context, IPage page, Uri console) => (_context, Page, _console) = (context, page, console);

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(Chromium chromium, Uri console, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = console.ToString(),
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Chromium.PatienceMilliseconds);
        var visit = new Visit(context, await context.NewPageAsync(), console);
        visit.Listen();
        return visit;
    }

    /// <summary>Nothing was asked of another machine, and neither the pages nor their policy had anything to complain of.</summary>
    public void AssertIsClean()
    {
        Assert.All(_asked, url => Assert.StartsWith(_console.ToString(), url, StringComparison.Ordinal));
        Assert.Empty(_complaints);
    }

    /// <summary>The bodies of all answers that have come to an end, and what the page holds now.</summary>
    public async Task<IReadOnlyList<string>> SeenAsync() => [.. await Task.WhenAll(_answers), await Page.ContentAsync()];

    /// <summary>What axe-core finds on the page as it is; its source is evaluated, which no content policy hinders.</summary>
    /// <param name="name">What is looked at.</param>
    /// <param name="rule">The one rule that counts; all of them when left out.</param>
    public async Task AssertIsAccessibleAsync(string name, string? rule = null)
    {
        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<JsonElement>("""
            async rule => (await axe.run(document, { resultTypes: ['violations'], ...(rule && { runOnly: [rule] }) })).violations
                .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')}`)
            """, rule);
        Assert.True(found.GetArrayLength() == 0, $"{name}: {found}");
    }

    public async Task AssertFitsAsync(string name)
    {
        var beyond = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(beyond <= 0, $"{name} is {beyond} pixels too wide");
    }

    public async Task KeepPictureAsync(string name) => await Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name}.png"),
        FullPage = true,
    });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Listen()
    {
        Page.Request += (_, request) => _asked.Enqueue(request.Url);
        Page.RequestFinished += (_, request) => _answers.Enqueue(BodyAsync(request));
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.Console += (_, message) =>
        {
            // That an answer was a refusal is told by the page itself, in better words.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
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
            // One without a body, or of a page that was left meanwhile.
            return "";
        }
    }
}
