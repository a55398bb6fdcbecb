using System.Text.RegularExpressions;
using Xunit;

namespace ConformanceTests;

/// <summary>
/// Every text of the repository is plain technical English, as far as a test can find out: code, comments, messages,
/// pages and scripts use no phrase of <c>dialect.txt</c>, and no line is longer than 120 columns.
/// </summary>
public sealed class PlainLanguage
{
    private const int Columns = 120;
    private const int MaxExceptions = 10;

    // Next to a phrase that is right where it is used.
    private const string Exception = "dialect: ";

    private static readonly string[] Extensions =
    [
        ".cs",
        ".ts",
        ".tsx",
        ".mjs",
        ".css",
        ".html",
        ".md",
        ".py",
        ".sh",
        ".props",
        ".csproj",
        ".targets",
    ];
    private static readonly string[] NotOurs =
    [
        "bin",
        "obj",
        ".git",
        "node_modules",
        "dist",
        "artifacts",
        "fixtures",
        "snapshots",
        "stored",
    ];

    private static readonly Regex Phrases = new(
        string.Join(
            '|',
            File.ReadLines(Repository.File("conformance-tests", "dialect.txt"))
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => $@"\b{line[..line.IndexOf(':', StringComparison.Ordinal)]}\b")
        ),
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    );

    public static TheoryData<string> Files => new(Below(Repository.File()).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_contains_no_listed_phrase(string file) =>
        Assert.DoesNotContain(
            Lines(file).Where(line => !line.Text.Contains(Exception, StringComparison.Ordinal)),
            line => Phrases.IsMatch(WithSeparateWords(line.Text))
        );

    [Theory]
    [MemberData(nameof(Files))]
    public void No_line_is_longer_than_120_columns(string file) =>
        Assert.DoesNotContain(Lines(file), line => IsTooLong(file, line.Text));

    [Fact]
    public void The_number_of_exceptions_is_limited() =>
        Assert.True(
            Below(Repository.File())
                .SelectMany(Lines)
                .Count(line => line.Text.Contains(Exception, StringComparison.Ordinal)) <= MaxExceptions
        );

    [Theory]
    [InlineData("The run goes on.", "goes on")]
    [InlineData("Whoever reads it", "Whoever")]
    [InlineData("foregoes one", "")]
    [InlineData("A_run_goes_on", "goes on")]
    public void A_phrase_matches_only_whole_words(string text, string found) =>
        Assert.Equal(found, Phrases.Match(WithSeparateWords(text)).Value);

    /// <summary>The words of a name such as <c>A_run_resumes</c> are separate words.</summary>
    private static string WithSeparateWords(string text) => text.Replace('_', ' ');

    /// <summary>Rows of tables and lines with an address can not be broken.</summary>
    private static bool IsTooLong(string file, string line) =>
        line.Length > Columns
        && !(file.EndsWith(".md", StringComparison.Ordinal) && line.StartsWith('|'))
        && !line.Contains("://", StringComparison.Ordinal);

    private static IEnumerable<(int Number, string Text)> Lines(string file) =>
        File.ReadLines(Repository.File(file.Split('/'))).Select((text, index) => (index + 1, text));

    private static IEnumerable<string> Below(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Where(file => Extensions.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != "PlainLanguage.cs")
            .Select(file => Path.GetRelativePath(Repository.File(), file).Replace('\\', '/'))
            .Concat(
                Directory
                    .EnumerateDirectories(folder)
                    .Where(path => !NotOurs.Contains(Path.GetFileName(path)))
                    .SelectMany(Below)
            );
}
