using Microsoft.Playwright;
using Xunit;

namespace ConsoleTests;

/// <summary>The browser of all stories of pages, started once; each story has a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Nothing takes a tenth of it, but a machine may be busy.</summary>
    internal const int PatienceMilliseconds = 30_000;

    private IPlaywright? _driver;

    /// <summary>Where it is installed; null where it is not.</summary>
    public static string? Program { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Program is not null)
        {
            Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
            _driver = await Playwright.CreateAsync();
            Browser = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program });
        }
    }

    public async Task DisposeAsync()
    {
        if (_driver is not null)
        {
            await Browser.DisposeAsync();
            _driver.Dispose();
        }
    }
}

/// <summary>Stories of pages share one browser, and are told one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class InBrowser : ICollectionFixture<Chromium>
{
    public const string Name = "in a browser";
}
