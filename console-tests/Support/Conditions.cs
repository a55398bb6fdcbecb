using InputHost.Tests;
using Xunit;

namespace ConsoleTests;

/// <summary>Skipped, and counted as such, where the console's pages were not built: without them it does not start.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConsoleFactAttribute : FactAttribute
{
    /// <param name="ofUnix">It takes signals or file modes.</param>
    public ConsoleFactAttribute(bool ofUnix = false) => Skip = Needed.Pages ?? (ofUnix && OperatingSystem.IsWindows() ? "Windows has no signals and file modes." : null);
}

/// <summary>The same for a story told several times.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConsoleTheoryAttribute : TheoryAttribute
{
    public ConsoleTheoryAttribute() => Skip = Needed.Pages;
}

/// <summary>Skipped where there is no browser either.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Needed.Pages ?? Needed.Browser;
}

/// <summary>What may be missing, in words; null where it is there, or where it has to be.</summary>
internal static class Needed
{
    /// <summary>What was to be installed is not left out silently: then its stories fail.</summary>
    private static readonly bool IsRequired = Environment.GetEnvironmentVariable("REQUIRE_BROWSER") == "1";

    public static string? Pages => IsRequired || File.Exists(Path.Combine(Inputhost.Folder, "console", "index.html")) ? null
        : "The console's pages were not built: that takes Node 20.19 or newer.";

    public static string? Browser => IsRequired || Chromium.Program is not null ? null : "Chromium is not installed.";
}
