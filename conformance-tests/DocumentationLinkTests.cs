using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace ConformanceTests;

/// <summary>Verifies that each link between Markdown pages refers to an existing file and heading.</summary>
public sealed class DocumentationLinkTests
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", "node_modules", "artifacts"];

    public static TheoryData<string> Pages => new(Below("").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_in_a_page_has_an_existing_target(string page) => Assert.Empty(Broken(page, Text(page)));

    [Theory]
    [InlineData("[x](no-such-page.md)", "no-such-page.md")]
    [InlineData("[x](errors.md#no-such-heading)", "errors.md#no-such-heading")]
    [InlineData("# One\n# One\n[x](#one-2) [x](#one-1)", "#one-2")]
    [InlineData("[`x`](../docs)\n```\n[x](in-code.md)\n# in-code\n```\n`[x](in-code.md)` [x](#in-code)", "#in-code")]
    public void A_broken_link_is_detected(string text, string broken) =>
        Assert.Equal([broken], Broken("docs/page.md", text));

    /// <summary>The targets of a page's links, without links to other servers and without code.</summary>
    internal static IEnumerable<string> Links(string text) =>
        Regex
            .Matches(WithoutCode(text), @"\[[^\]]*\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)
            .Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal));

    internal static string Text(string page) => File.ReadAllText(Repository.File(page.Split('/')));

    private static IEnumerable<string> Broken(string page, string text)
    {
        foreach (var target in Links(text))
        {
            var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
            var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.File(page.Split('/')))!, path));
            if (
                (path.Length > 0 && !Path.Exists(file))
                || (anchor is not null && !Anchors(path.Length == 0 ? text : File.ReadAllText(file)).Contains(anchor))
            )
            {
                yield return target;
            }
        }
    }

    /// <summary>
    /// The anchors of headings: lower case, hyphens for spaces, and a number after each repeated name.
    /// </summary>
    private static HashSet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var heading in Regex
                .Matches(
                    WithoutFences(text),
                    @"^#{1,6} +(?<words>.+?) *\r?$",
                    RegexOptions.Multiline | RegexOptions.ExplicitCapture
                )
                .Select(match => match.Groups["words"].Value)
        )
        {
            var name = new StringBuilder();
            foreach (var letter in heading.Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_'))
            {
                name.Append(letter == ' ' ? '-' : char.ToLowerInvariant(letter));
            }

            var anchor = name.ToString();
            for (var number = 1; !anchors.Add(anchor); number++)
            {
                anchor = $"{name}-{number}";
            }
        }

        return anchors;
    }

    private static string WithoutCode(string text) => Regex.Replace(WithoutFences(text), "`[^`\n]*`", "");

    private static string WithoutFences(string text) =>
        Regex.Replace(text, "^```.*?^```", "", RegexOptions.Multiline | RegexOptions.Singleline);

    private static IEnumerable<string> Below(string folder)
    {
        var path = Repository.File(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return Directory
            .EnumerateFiles(path, "*.md")
            .Select(file => folder + Path.GetFileName(file))
            .Concat(
                Directory
                    .EnumerateDirectories(path)
                    .Select(Path.GetFileName)
                    .Where(name => !NotOurs.Contains(name))
                    .SelectMany(name => Below($"{folder}{name}/"))
            );
    }
}
