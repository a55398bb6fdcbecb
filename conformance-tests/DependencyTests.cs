using System.Text.RegularExpressions;
using ArchUnitNET.Loader;
using Xunit;

namespace ConformanceTests;

/// <summary>
/// The dependencies between the folders of the engine and of the host are those of the diagrams in ARCHITECTURE.md. A
/// folder uses only folders that the arrows reach from it.
/// </summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Assemblies = new()
    {
        ["s3-input"] = ["InputSdk.S3.dll"],
        ["host"] = ["inputhost.dll", "InputHost.Core.dll", "InputHost.Postgres.dll", "InputHost.Serve.dll"],
    };

    public static TheoryData<string> Roots => [.. Assemblies.Keys];

    [Theory]
    [MemberData(nameof(Roots))]
    public void A_folder_uses_only_folders_that_the_arrows_of_the_diagram_reach(string root) =>
        Assert.Empty(Violations(Arrows(root), Uses(root)));

    [Theory]
    [MemberData(nameof(Roots))]
    public void Every_arrow_of_the_diagram_is_a_use(string root) => Assert.Empty(Arrows(root).Except(Uses(root)));

    [Theory]
    [MemberData(nameof(Roots))]
    public void The_arrows_of_the_diagram_form_no_cycle(string root)
    {
        var arrows = Arrows(root);
        Assert.DoesNotContain(arrows, arrow => Reached(arrows, arrow.To).Contains(arrow.From));
    }

    [Theory]
    [MemberData(nameof(Roots))]
    public void A_use_against_any_arrow_is_a_violation(string root)
    {
        var arrows = Arrows(root);
        foreach (var (from, to) in arrows)
        {
            Assert.Equal([(to, from)], Violations(arrows, [(to, from)]));
        }
    }

    [Theory]
    [MemberData(nameof(Roots))]
    public void The_diagram_contains_every_folder(string root)
    {
        var arrows = Arrows(root);
        Assert.Equal(
            Types(root).Values.Distinct().Order(StringComparer.Ordinal),
            arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }).Distinct().Order(StringComparer.Ordinal)
        );
    }

    /// <summary>A namespace for each folder; the types that a connector uses are in <c>InputSdk.S3</c>.</summary>
    [Theory]
    [MemberData(nameof(Roots))]
    public void No_two_folders_have_the_same_namespace(string root) =>
        Assert.DoesNotContain(
            Types(root).GroupBy(type => type.Key[..Math.Max(type.Key.LastIndexOf('.'), 0)]),
            space => space.Key != "InputSdk.S3" && space.Select(type => type.Value).Distinct().Count() > 1
        );

    private static IEnumerable<(string From, string To)> Violations(
        IReadOnlyCollection<(string From, string To)> arrows,
        IEnumerable<(string From, string To)> uses
    ) => uses.Where(use => !Reached(arrows, use.From).Contains(use.To));

    private static HashSet<string> Reached(IReadOnlyCollection<(string From, string To)> arrows, string from)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var folder))
        {
            foreach (var (_, to) in arrows.Where(arrow => arrow.From == folder))
            {
                if (reached.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return reached;
    }

    /// <summary>The arrows of the diagram that starts with a comment such as <c>%% s3-input</c>.</summary>
    private static List<(string From, string To)> Arrows(string root)
    {
        var page = File.ReadAllText(Repository.File("ARCHITECTURE.md"));
        var diagram = Regex.Match(page, $@"```mermaid\nflowchart TD\n +%% {root}\n(?<lines>[^`]+)```");
        return
        [
            .. Regex
                .Matches(diagram.Groups["lines"].Value, @"(?<from>[\w-]+) --> (?<to>[\w-]+)")
                .Select(arrow => (arrow.Groups["from"].Value, arrow.Groups["to"].Value)),
        ];
    }

    /// <summary>The pairs of different folders of which one uses a type of the other.</summary>
    private static HashSet<(string From, string To)> Uses(string root)
    {
        var folders = Types(root);
        // Such as bin/Release/net10.0.
        var output = Path.GetRelativePath(Repository.File("conformance-tests"), AppContext.BaseDirectory);
        var loader = new ArchLoader();
        foreach (var assembly in Assemblies[root])
        {
            loader.LoadFilteredDirectory(Repository.File(root, output), assembly);
        }

        return
        [
            .. from type in loader.Build().Types
            let @from = folders.GetValueOrDefault(Outer(type.FullName))
            where @from is not null
            from dependency in type.Dependencies
            let to = folders.GetValueOrDefault(Outer(dependency.Target.FullName))
            where to is not null && to != @from
            select (@from, to),
        ];
    }

    private static string Outer(string type) => type.Split('+', '/', '`', '<')[0];

    /// <summary>
    /// The types by full name, with the name of their folder. Statements outside a type, as in Program.cs, are not
    /// included.
    /// </summary>
    private static Dictionary<string, string> Types(string root)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = Repository.File(root);
        foreach (var file in Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(path, file).Split(Path.DirectorySeparatorChar);
            if (parts.Contains("obj") || parts.Contains("bin"))
            {
                continue;
            }

            var text = File.ReadAllText(file);
            var space = Regex.Match(text, @"^namespace (?<name>[\w.]+);", RegexOptions.Multiline).Groups["name"].Value;
            foreach (
                var type in Regex
                    .Matches(
                        text,
                        @"^(public|internal)\b[^\n(;]*?\b(class|record|struct|interface|enum) (?<name>(?!struct)\w+)",
                        RegexOptions.Multiline | RegexOptions.ExplicitCapture
                    )
                    .Select(match => match.Groups["name"].Value)
            )
            {
                types[$"{space}.{type}"] = parts.Length > 1 ? parts[^2] : root;
            }
        }

        return types;
    }
}
