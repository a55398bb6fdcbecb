using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using InputHost.Serve.Errors;
using Quartz;

namespace InputHost.Serve.Inputs;

/// <summary>
/// The schedule of an input: an interval in seconds or a cron expression in UTC. Without both, only a user starts runs.
/// </summary>
internal sealed record Schedule
{
    public const int MinSeconds = 10;
    public const int MaxSeconds = 86_400;
    private const int MaxCronLength = 120;

    private static readonly Regex WeekdayRange = new(
        @"(?<range>[0-9]+-[0-9]+)W",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    );

    public int? Every { get; init; }

    public string? Cron { get; init; }

    [JsonIgnore]
    public bool IsSet => Every is not null || Cron is not null;

    /// <summary>The errors of the schedule, with their members.</summary>
    /// <param name="before">
    /// The schedule that this one replaces. A cron expression whose interval is too short, but which an earlier version
    /// accepted, remains valid until it is changed.
    /// </param>
    /// <param name="now">The current time. A cron expression must have a later time.</param>
    public IEnumerable<ConfigError> Faults(Schedule? before, DateTimeOffset now)
    {
        if (Every is not null && Cron is not null)
        {
            yield return new ConfigError("/schedule", "Enter an interval or a cron expression, not both.");
        }

        if (Every is < MinSeconds or > MaxSeconds)
        {
            yield return new ConfigError(
                "/schedule/every",
                $"Enter a number of seconds from {MinSeconds} to {MaxSeconds}."
            );
        }

        if (Cron is not null && CronFault(Cron, isNew: Cron != before?.Cron, now) is { } fault)
        {
            yield return new ConfigError("/schedule/cron", fault);
        }
    }

    /// <summary>
    /// The schedule in the syntax of this version. Earlier versions ignored a W after a range of days, as in
    /// <c>1-5W</c>, which this version rejects.
    /// </summary>
    public Schedule Upgraded() =>
        Cron is null || CronExpression.TryParse(Cron, out _)
            ? this
            : this with
            {
                Cron = WeekdayRange.Replace(Cron, "${range}"),
            };

    private static string? CronFault(string text, bool isNew, DateTimeOffset now)
    {
        if (text.Length > MaxCronLength || !CronExpression.TryParse(text, out var parsed))
        {
            return "Enter six or seven fields, from seconds to day of week and an optional year, "
                + "such as 0 0/5 * * * ? for every five minutes.";
        }

        var cron = parsed.WithTimeZone(TimeZoneInfo.Utc);
        return cron.GetNextValidTimeAfter(now) is not { } next ? "This schedule has no future run."
            : isNew && CronTimes.AreCloser(cron, next, TimeSpan.FromSeconds(MinSeconds))
                ? $"Enter times that are {MinSeconds} seconds or more apart."
            : null;
    }
}
