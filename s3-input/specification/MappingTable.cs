using System.Text;

namespace InputSdk.S3.Specification;

/// <summary>A declared format as Markdown tables: one row for each attribute of its records.</summary>
internal static class MappingTable
{
    public static string Of(InputDefinition definition, FormatDefinition format)
    {
        var text = new StringBuilder();
        foreach (var log in definition.Logs)
        {
            text.Append($"### {log.Title}\n\n| Attribute | Value |\n|---|---|\n");
            var events = Events(format.Logs[log.Id]);
            foreach (var path in events.SelectMany(one => one.Rows.Select(row => row.Path)).Distinct())
            {
                text.Append($"| `{path}` | {Value(path, events)} |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static IReadOnlyList<(string Name, IReadOnlyList<(string Path, string Value)> Rows)> Events(Template root)
    {
        if (root is not SwitchTemplate choice)
        {
            return [("all", [.. Rows("", root)])];
        }

        var rest = new (string Name, Template? Template)[] { ("any other", choice.Else), ("empty", choice.Empty) };
        return
        [
            .. choice
                .Cases.Select(item => (Name: $"`{item.Key}`", Template: (Template?)item.Value))
                .Concat(rest)
                .Where(item => item.Template is not null)
                .Select(item => (item.Name, (IReadOnlyList<(string, string)>)[.. Rows("", item.Template!)])),
        ];
    }

    private static IEnumerable<(string Path, string Value)> Rows(string path, Template template) =>
        template switch
        {
            ObjectTemplate members => members.SelectMany(member => Rows(Joined(path, member.Key), member.Value)),
            ListTemplate { IsConstant: false } items => items.Children.SelectMany(
                (item, index) => Rows($"{path}[{index}]", item)
            ),
            _ => [(path, template.Describe().Replace("|", "\\|", StringComparison.Ordinal))],
        };

    private static string Joined(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Value(
        string path,
        IReadOnlyList<(string Name, IReadOnlyList<(string Path, string Value)> Rows)> events
    )
    {
        var values = events
            .SelectMany(one => one.Rows.Where(row => row.Path == path).Select(row => (one.Name, row.Value)))
            .ToList();
        var groups = values.GroupBy(value => value.Value, value => value.Name).ToList();
        return groups.Count == 1 && values.Count == events.Count
            ? groups[0].Key
            : string.Join("<br>", groups.Select(group => $"{string.Join(", ", group)}: {group.Key}"));
    }
}
