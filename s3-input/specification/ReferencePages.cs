using System.Text;

namespace InputSdk.S3.Specification;

/// <summary>The generated pages of the documentation: the settings and the columns of a definition.</summary>
internal static class ReferencePages
{
    private const string Generated =
        "<!-- Generated from the declaration of the connector by schemas/generate.cs. -->\n\n";

    /// <summary>Every page by its path in the repository. UTF-8 Markdown.</summary>
    public static IEnumerable<(string Path, byte[] Text)> Of(InputDefinition definition)
    {
        yield return ("docs/settings.md", Encoding.UTF8.GetBytes(Settings(definition)));
        yield return ("docs/columns.md", Encoding.UTF8.GetBytes(Columns(definition)));
    }

    /// <summary>
    /// The page of a format with its tables, which are between two comments. The rest of the page is not generated.
    /// </summary>
    public static string WithMapping(string page, InputDefinition definition, FormatDefinition format)
    {
        const string Start = "<!-- mapping -->\n";
        const string End = "<!-- mapping ends -->";
        var (start, end) = (
            page.IndexOf(Start, StringComparison.Ordinal) + Start.Length,
            page.IndexOf(End, StringComparison.Ordinal)
        );
        return $"{page[..start]}\n{MappingTable.Of(definition, format)}{page[end..]}";
    }

    private static string Settings(InputDefinition definition)
    {
        var page = new StringBuilder($"# Settings\n\n{Generated}");
        page.Append("The members of a configuration file, and the fields of the form in the console.\n\n");
        page.Append("| Member | Field | Description |\n|---|---|---|\n");
        foreach (var setting in definition.Settings)
        {
            var description = setting.Description + Allowed(definition, setting);
            page.Append($"| `settings.{setting.Name}` | {setting.Title} | {description} |\n");
        }

        foreach (var secret in definition.Secrets)
        {
            page.Append($"| `secrets.{secret.Name}` | {secret.Title} | {secret.Description} |\n");
        }

        return page.ToString();
    }

    private static string Allowed(InputDefinition definition, Setting setting) =>
        setting.Kind switch
        {
            SettingKind.Bucket => " Required.",
            SettingKind.LogType =>
                $" {string.Join(" or ", definition.Logs.Select(log => $"`{log.Id}` ({log.Title})"))}."
                    + $" The default is `{definition.Logs[0].Id}`.",
            _ => "",
        };

    private static string Columns(InputDefinition definition)
    {
        var page = new StringBuilder($"# Columns\n\n{Generated}");
        page.Append(
            "A record has exactly these members, in this order. Each value is a string without trailing spaces. "
        );
        page.Append("If the row of an\nolder log does not have a column, the value is `null`.\n");
        foreach (var log in definition.Logs)
        {
            page.Append($"\n## {log.Title}\n\n{log.Description} The log type is `{log.Id}`.\n\n");
            page.Append("| # | Column | Description |\n|---|---|---|\n");
            foreach (var (index, column) in log.Columns.Index())
            {
                var nullable = index >= log.Widths[0] ? " Can be `null`." : "";
                page.Append($"| {index + 1} | `{column.Name}` | {column.Description}{nullable} |\n");
            }
        }

        return page.ToString();
    }
}
