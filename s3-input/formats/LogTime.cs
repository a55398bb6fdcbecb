namespace InputSdk.S3.Formats;

/// <summary>
/// A time of a log, such as <c>Mon, 7 Dec 2020 20:01:55:177</c>, in UTC. The form was checked when the row was read,
/// but the day may not exist. The weekday is not used, because real logs have contained wrong ones.
/// </summary>
internal static class LogTime
{
    /// <summary>The length of a time in RFC 3339 with milliseconds.</summary>
    public const int Rfc3339Bytes = 24;

    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>Reads a time. Returns false if it does not exist, such as 31 February or second 60.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length is not (28 or 29))
        {
            return false;
        }

        var at = text.Length - 28;
        var day = at == 0 ? text[5] - '0' : Number(text, 5, 2);
        var (year, month) = (Number(text, at + 11, 4), Month(text.Slice(at + 7, 3)));
        var (hour, minute, second) = (Number(text, at + 16, 2), Number(text, at + 19, 2), Number(text, at + 22, 2));
        var milliseconds = Number(text, at + 25, 3);
        if (
            year < 1
            || month < 1
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || (hour | minute | second | milliseconds) < 0
            || hour > 23
            || minute > 59
            || second > 59
        )
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second, milliseconds, DateTimeKind.Utc);
        return true;
    }

    /// <summary>The milliseconds since 1970.</summary>
    public static long Milliseconds(DateTime time) =>
        (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>Writes a time such as <c>2020-12-07T20:01:55.177Z</c> with its quotes.</summary>
    public static void WriteRfc3339(RecordBuffer output, DateTime time)
    {
        output.Reserve(Rfc3339Bytes + 2);
        var to = output.Bytes.AsSpan(output.Length);
        "\"0000-00-00T00:00:00.000Z\""u8.CopyTo(to);
        Digits(to, 4, time.Year);
        Digits(to, 7, time.Month);
        Digits(to, 10, time.Day);
        Digits(to, 13, time.Hour);
        Digits(to, 16, time.Minute);
        Digits(to, 19, time.Second);
        Digits(to, 23, time.Millisecond);
        output.Length += Rfc3339Bytes + 2;
    }

    /// <summary>Writes a number over zeros, from its last digit.</summary>
    private static void Digits(Span<byte> to, int last, int number)
    {
        for (; number > 0; number /= 10)
        {
            to[last--] = (byte)('0' + (number % 10));
        }
    }

    private static int Month(ReadOnlySpan<byte> name)
    {
        for (var month = 0; month < 12; month++)
        {
            if (
                name[0] == Months[3 * month]
                && name[1] == Months[(3 * month) + 1]
                && name[2] == Months[(3 * month) + 2]
            )
            {
                return month + 1;
            }
        }

        return -1;
    }

    private static int Number(ReadOnlySpan<byte> text, int at, int digits)
    {
        var number = 0;
        foreach (var digit in text.Slice(at, digits))
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
