using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using InputSdk;

namespace InputHost.Cli;

/// <summary>The option <c>--days</c>: one day, or the first and the last day of a range.</summary>
internal static class DaysOption
{
    private const int MaxDays = 3_660;

    public static Option<DayRange?> Create(string description) =>
        new("--days")
        {
            Description = description,
            HelpName = "DAY|FROM..TO",
            CustomParser = Parse,
        };

    private static DayRange? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var days = text.Split("..");
        if (
            days.Length <= 2
            && TryDay(days[0], out var from)
            && TryDay(days[^1], out var to)
            && from <= to
            && to.DayNumber - from.DayNumber < MaxDays
        )
        {
            return new DayRange { From = from, To = to };
        }

        result.AddError(
            "--days takes a day such as 2024-03-01, or two days such as 2024-03-01..2024-03-09 that are at most "
                + $"{MaxDays} apart, not \"{text}\"."
        );
        return null;
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
