namespace InputHost.Read;

/// <summary>Formats numbers with their units for messages.</summary>
internal static class Plural
{
    public static string Count(long count, string noun) => Count(count, noun, noun + "s");

    public static string Count(long count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";

    public static string Size(long bytes) =>
        bytes < 1024 ? $"{bytes} B"
        : bytes < 1024 * 1024 ? $"{bytes / 1024.0:0.0} KiB"
        : $"{bytes / 1024.0 / 1024:N1} MiB";
}
