using Xunit;

namespace ConsoleTests;

/// <summary>
/// A test that is skipped if the pages of the console were not built, because the console does not start without them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConsoleFactAttribute : FactAttribute
{
    /// <param name="ofUnix">Whether the test requires signals or file modes.</param>
    public ConsoleFactAttribute(bool ofUnix = false) =>
        Skip =
            SkipReasons.Pages
            ?? (ofUnix && OperatingSystem.IsWindows() ? "Windows has no signals and file modes." : null);
}

/// <summary>The same for a test with several data sets.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConsoleTheoryAttribute : TheoryAttribute
{
    public ConsoleTheoryAttribute() => Skip = SkipReasons.Pages;
}

/// <summary>A test that is also skipped if no browser is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = SkipReasons.Pages ?? SkipReasons.Browser;
}

/// <summary>The reasons to skip a test. Null if the requirement is available, or if it must be available.</summary>
internal static class SkipReasons
{
    /// <summary>Whether a missing requirement makes the tests fail instead of skipping them.</summary>
    private static readonly bool IsRequired = Environment.GetEnvironmentVariable("REQUIRE_BROWSER") == "1";

    public static string? Pages =>
        IsRequired || File.Exists(Path.Combine(Inputhost.Folder, "console", "index.html"))
            ? null
            : "The pages of the console were not built. They require Node 20.19 or newer.";

    public static string? Browser => IsRequired || Chromium.Program is not null ? null : "Chromium is not installed.";
}
