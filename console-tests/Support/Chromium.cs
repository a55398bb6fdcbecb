using Microsoft.Playwright;
using Xunit;

namespace ConsoleTests;

/// <summary>The browser of all page tests. It is started once, and each test uses its own context.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>At least ten times longer than each step takes, because the machine can be busy.</summary>
    internal const int PatienceMilliseconds = 30_000;

    private IPlaywright? _driver;

    /// <summary>The path of the browser, or null if it is not installed.</summary>
    public static string? Program { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(
            File.Exists
        );

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

/// <summary>Page tests share one browser and do not run in parallel.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>
{
    public const string Name = "in a browser";
}
