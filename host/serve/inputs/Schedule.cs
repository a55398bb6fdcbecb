using System.Text.Json.Serialization;
using Quartz;

namespace InputHost.Serve;

/// <summary>When an input runs by itself: every so many seconds, at the times of a cron expression in UTC, or never.</summary>
internal sealed record Schedule
{
    public const int LeastSeconds = 10;
    public const int MostSeconds = 86_400;
    private const int MostCronLength = 120;

    public int? Every { get; init; }

    public string? Cron { get; init; }

    [JsonIgnore]
    public bool IsSet => Every is not null || Cron is not null;

    /// <summary>What is wrong with it, at which member.</summary>
    /// <param name="before">What it takes the place of: times that came too close already, from an earlier version, may stay.</param>
    /// <param name="now">Times are still to come.</param>
    public IEnumerable<ConfigError> Faults(Schedule? before, DateTimeOffset now)
    {
        if (Every is not null && Cron is not null)
        {
            yield return new ConfigError("/schedule", "Give an interval or a cron expression, not both.");
        }

        if (Every is < LeastSeconds or > MostSeconds)
        {
            yield return new ConfigError(
                "/schedule/every",
                $"Enter a number of seconds from {LeastSeconds} to {MostSeconds}."
            );
        }

        if (Cron is not null && CronFault(Cron, isNew: Cron != before?.Cron, now) is { } fault)
        {
            yield return new ConfigError("/schedule/cron", fault);
        }
    }

    private static string? CronFault(string text, bool isNew, DateTimeOffset now)
    {
        if (text.Length > MostCronLength || !CronExpression.IsValidExpression(text))
        {
            return "Enter six or seven fields, from seconds to day of week, such as 0 0/5 * * * ? for every five minutes.";
        }

        var cron = new CronExpression(text) { TimeZone = TimeZoneInfo.Utc };
        return cron.GetNextValidTimeAfter(now) is not { } next ? "None of these times is still to come."
            : isNew && CronTimes.AreCloser(cron, next, TimeSpan.FromSeconds(LeastSeconds))
                ? $"Enter times that are {LeastSeconds} seconds or more apart."
            : null;
    }
}

/// <summary>What is wrong with a configuration, and where.</summary>
/// <param name="Pointer">The member, as a JSON Pointer such as <c>/settings/bucket</c>.</param>
/// <param name="Message">What to enter there.</param>
internal sealed record ConfigError(string Pointer, string Message);
