using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InputSdk;
using InputSdk.Conformance;
using InputSdk.S3;
using InputSdk.S3.Specification;
using NJsonSchema;
using RedshiftAuditConnector;
using Xunit;

namespace ConformanceTests;

/// <summary>The committed files that are generated from the connector's declaration.</summary>
public sealed class GeneratedFileTests
{
    private static readonly IReadOnlyDictionary<string, byte[]> Files = Manifest.Files(RedshiftAuditLogs.Declaration);

    public static TheoryData<string> Paths => new(Files.Keys);

    public static TheoryData<string> Schemas =>
        new(Files.Keys.Where(path => path.StartsWith("schemas/", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_committed_file_matches_the_declaration(string path) =>
        Assert.True(
            Files[path].AsSpan().SequenceEqual(File.ReadAllBytes(Repository.File(path))),
            $"{path} is out of date: run \"dotnet run schemas/generate.cs\"."
        );

    [Fact]
    public void The_mapping_on_the_page_of_each_format_matches_the_declaration() =>
        Assert.All(
            RedshiftAuditLogs.Declaration.Formats,
            format =>
            {
                var page = File.ReadAllText(Repository.File("docs", $"{format.Id}.md"));
                Assert.Equal(ReferencePages.WithMapping(page, RedshiftAuditLogs.Declaration, format), page);
            }
        );

    [Fact]
    public void The_schema_folder_contains_no_other_schema() =>
        Assert.Equal(
            Files
                .Keys.Where(path => path.StartsWith("schemas/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(Repository.File("schemas"), "*.json")
                .Select(path => "schemas/" + Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_connector_embeds_the_committed_manifest() =>
        Assert.Equal(
            File.ReadAllText(Repository.File("manifest.json")),
            Encoding.UTF8.GetString(((IInputConnector)new RedshiftAuditLogs()).Manifest.Span)
        );

    [Fact]
    public async Task The_manifest_is_valid_against_its_schema() =>
        Assert.Empty((await SchemaAsync("schemas/manifest.schema.json")).Validate(Text("manifest.json")));

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_schema_uses_only_keywords_that_are_enforced(string path) =>
        Assert.Empty(UnknownKeywords(JsonNode.Parse(Files[path])!.AsObject()));

    [Fact]
    public void A_keyword_that_is_not_enforced_is_detected() =>
        Assert.Equal(
            ["const"],
            UnknownKeywords(JsonNode.Parse("""{"properties":{"const":{"const":1}}}""")!.AsObject())
        );

    [Theory]
    [InlineData("audit-logs", "connectionlog", null)]
    [InlineData("audit-logs", "userlog", null)]
    [InlineData("audit-logs-prefixed", "connectionlog", "security/redshift")]
    public async Task Every_record_is_valid_against_the_schema_of_its_log_type(
        string bucket,
        string logType,
        string? prefix
    )
    {
        var schema = await SchemaAsync($"schemas/{logType}.schema.json");
        foreach (var (origin, json) in (await Fixtures.ReadBucketAsync(bucket, logType, prefix)).Records)
        {
            Assert.True(schema.Validate(json).Count == 0, $"{origin}: {json}");
        }
    }

    [Fact]
    public void Every_error_code_is_documented_with_its_cause_and_remedy()
    {
        var entries = Entries(File.ReadAllText(Repository.File("docs", "errors.md")));
        Assert.All(
            ErrorCode.All,
            error =>
            {
                var entry = Assert.Contains(error.Code, entries);
                var remedy = entry.IndexOf(error.Help, StringComparison.Ordinal);
                Assert.True(remedy >= 0, $"{error.Code}: expected \"{error.Help}\", found \"{entry}\".");
                Assert.True(remedy > 10, $"{error.Code}: expected a cause before the remedy, found \"{entry}\".");
            }
        );
    }

    /// <summary>The text of each list item that starts with a code, on one line and without backticks.</summary>
    private static Dictionary<string, string> Entries(string page) =>
        Regex
            .Matches(
                page,
                @"^- `(?<code>[^`]+)`: (?<text>.+?)(?=^- `|^#|\z)",
                RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture
            )
            .ToDictionary(
                entry => entry.Groups["code"].Value,
                entry =>
                    Regex.Replace(entry.Groups["text"].Value.Replace("`", "", StringComparison.Ordinal), @"\s+", " "),
                StringComparer.Ordinal
            );

    private static IEnumerable<string> UnknownKeywords(JsonObject schema) =>
        SchemaRules.Schemas(schema, "").Select(found => SchemaRules.UnknownKeyword(found.Schema)).OfType<string>();

    private static Task<JsonSchema> SchemaAsync(string path) => JsonSchema.FromJsonAsync(Text(path));

    private static string Text(string path) => Encoding.UTF8.GetString(Files[path]);
}
