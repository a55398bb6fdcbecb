namespace ConformanceTests;

/// <summary>
/// Where the files of the repository are: above the tests' own folder. The path that a file was
/// compiled at does not tell; a build for release replaces it.
/// </summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Above(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, "RedshiftAuditConnector.sln"))
            ? folder
            : Above(
                Path.GetDirectoryName(folder)
                    ?? throw new DirectoryNotFoundException("The tests do not run below the repository.")
            );
}
