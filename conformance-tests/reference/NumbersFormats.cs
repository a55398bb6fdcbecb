using InputSdk;

namespace ConformanceTests;

/// <summary>The formats of records with a number: native, enriched, and one of its own, <c>event</c>.</summary>
internal static class NumbersFormats
{
    /// <summary>The id of the connector's own format.</summary>
    public const string Event = "event";

    /// <summary>The function that writes a record of a number at an origin.</summary>
    /// <exception cref="InputException">The format is unknown.</exception>
    public static Func<RecordOrigin, string, string> Of(string? format) =>
        format switch
        {
            null or RecordFormats.Native => (_, number) => $"{{{Columns(number)}}}",
            RecordFormats.Enriched => (origin, number) => $"{{{Source(origin)},{Columns(number)}}}",
            Event => (origin, number) => $"{{\"value\":{number},\"metadata\":{{\"uid\":\"{IdOf(origin)}\"}}}}",
            _ => throw new InputException(
                new InputError
                {
                    Kind = ErrorKind.Config,
                    Code = "config.invalid",
                    Message = "The format is unknown. The formats are native, enriched and event.",
                }
            ),
        };

    private static string Columns(string number) => $"\"number\":\"{number}\",\"note\":null";

    private static string Source(RecordOrigin origin) =>
        $"\"_time\":null,\"_id\":\"{IdOf(origin)}\",\"_object\":\"s3://{origin.Container}/{origin.Object}\","
        + $"\"_line\":{origin.Ordinal}";

    private static string IdOf(RecordOrigin origin) => RecordId.Of("numbers", "numbers", origin);
}
