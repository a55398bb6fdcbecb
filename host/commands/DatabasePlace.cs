namespace InputHost.Commands;

/// <summary>
/// The value <c>postgres</c> or <c>postgres:NAME</c> of an option: the database, and a name for the input in it.
/// </summary>
internal static class DatabasePlace
{
    public const string Postgres = "postgres";

    private const string Prefix = Postgres + ":";

    public static bool Is(string? value) =>
        value is Postgres || value?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <returns>The name; the default name if the value has none.</returns>
    public static string Name(string value, string defaultName) =>
        value.Length > Prefix.Length ? value[Prefix.Length..] : defaultName;
}
