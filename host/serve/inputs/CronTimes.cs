using Quartz;

namespace InputHost.Serve.Inputs;

/// <summary>Checks the intervals between the times of a cron expression in UTC.</summary>
internal static class CronTimes
{
    /// <summary>
    /// The days with times that are searched for two consecutive days. Until these are found, at most every second day
    /// has times, so the search covers 54 years. Weekdays, dates and leap years repeat every 28 years.
    /// </summary>
    private const int MaxDays = 10_000;

    /// <summary>Whether an interval between two times is less than the minimum.</summary>
    /// <param name="cron">The expression.</param>
    /// <param name="time">One of its times.</param>
    /// <param name="least">The minimum interval; at most one day.</param>
    public static bool AreCloser(CronExpression cron, DateTimeOffset time, TimeSpan least)
    {
        // All days with times have the same times, so one day is sufficient.
        var (day, end) = (DayOf(time), DayOf(time).AddDays(1));
        var first = cron.GetNextValidTimeAfter(day.AddSeconds(-1));
        DateTimeOffset? last = null;
        for (var next = first; next < end; next = cron.GetNextValidTimeAfter(next.Value))
        {
            if (next - last < least)
            {
                return true;
            }

            last = next;
        }

        return first + TimeSpan.FromDays(1) - last < least && HasDaysInARow(cron, day);
    }

    private static bool HasDaysInARow(CronExpression cron, DateTimeOffset day)
    {
        for (var i = 0; i < MaxDays && cron.GetNextValidTimeAfter(day.AddDays(1).AddSeconds(-1)) is { } next; i++)
        {
            if (DayOf(next) == day.AddDays(1))
            {
                return true;
            }

            day = DayOf(next);
        }

        return false;
    }

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
