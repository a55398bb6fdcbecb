using Quartz;

namespace InputHost.Serve;

/// <summary>How close the times of a cron expression in UTC come to each other.</summary>
internal static class CronTimes
{
    /// <summary>
    /// Days with times that are looked at in search of two that follow each other: as every second day has times at
    /// most, or it is found, these are 54 years. Weekdays, dates and leap years repeat every 28.
    /// </summary>
    private const int MostDays = 10_000;

    /// <summary>Whether two of its times are less than that apart; at most a day.</summary>
    /// <param name="cron">The expression.</param>
    /// <param name="time">One of its times.</param>
    /// <param name="least">How far apart they should be.</param>
    public static bool AreCloser(CronExpression cron, DateTimeOffset time, TimeSpan least)
    {
        // Every day that has times has the same ones: one day tells them all.
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
        for (var i = 0; i < MostDays && cron.GetNextValidTimeAfter(day.AddDays(1).AddSeconds(-1)) is { } next; i++)
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
