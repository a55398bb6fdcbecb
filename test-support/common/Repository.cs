namespace TestSupport;

/// <summary>
/// Locates files of the repository, starting from the folder of the tests. The compile-time path of a source file
/// cannot be used because release builds replace it.
/// </summary>
public static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Above(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, "RedshiftAuditConnector.sln"))
            ? folder
            : Above(
                Path.GetDirectoryName(folder)
                    ?? throw new DirectoryNotFoundException("The tests do not run from a folder inside the repository.")
            );
}
