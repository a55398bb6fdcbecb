using System.Text;
using System.Text.Json.Nodes;
using InputSdk;
using InputSdk.S3;
using NJsonSchema;
using RedshiftAuditConnector;
using Xunit;

namespace ConformanceTests;

/// <summary>
/// One corpus of configurations holds the schema and the connector to the same verdict. Each is a line
/// of corpus/configurations.ndjson: what it is about, the verdict, the pointer of the connector's first
/// complaint, and the configuration.
/// </summary>
public sealed class ConfigurationVerdicts
{
    private static readonly Lazy<JsonSchema> Schema = new(() =>
        JsonSchema.FromJsonAsync(File.ReadAllText(Repository.File("schemas", "config.schema.json"))).Result);

    private static readonly IReadOnlyDictionary<string, JsonObject> Corpus =
        File.ReadLines(Repository.File("conformance-tests", "corpus", "configurations.ndjson"))
            .Select(line => JsonNode.Parse(line)!.AsObject()).ToDictionary(entry => (string)entry["about"]!);

    public static TheoryData<string> Entries => new(Corpus.Keys);

    [Theory]
    [MemberData(nameof(Entries))]
    public void Schema_and_connector_agree(string about)
    {
        var entry = Corpus[about];
        var config = entry["config"]!;
        var pointer = (string?)entry["pointer"];

        Assert.Equal(pointer is null, Schema.Value.Validate(config.ToJsonString()).Count == 0);
        var error = ErrorOf(config);
        Assert.Equal(pointer, error?.Pointer);
        Assert.Equal(pointer is null ? null : "config.invalid", error?.Code);
    }

    [Fact]
    public void An_unknown_log_type_is_refused_with_the_allowed_ones()
    {
        var error = ErrorOf(Corpus["an unknown log type"]["config"]!)!;
        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.Contains("connectionlog, userlog", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_together()
    {
        var error = ErrorOf(JsonNode.Parse("""{"settings":{"bucket":"A","log_type":"x","region":"y"},"secrets":{}}""")!)!;
        Assert.All(["/settings/bucket", "/settings/log_type", "/settings/region"],
            pointer => Assert.Contains(pointer, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"bucket":"logs","bucket":"logs"}""")]
    [InlineData("""{"bucket":"logs",}""")]
    [InlineData("""{/* the bucket */"bucket":"logs"}""")]
    [InlineData("""{"bucket":"logs"} trailing""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public void Settings_that_are_not_strict_json_are_refused(string settings)
    {
        var config = new InputConfig { Settings = Encoding.UTF8.GetBytes(settings), Secrets = "{}"u8.ToArray() };
        var error = Assert.Throws<InputException>(() => ConfigReader.Read(RedshiftAuditLogs.Declaration, config)).Error;
        Assert.Equal("/settings", error.Pointer);
    }

    [Fact]
    public void No_complaint_repeats_a_value()
    {
        foreach (var entry in Corpus.Values.Where(entry => entry["pointer"] is not null))
        {
            var message = ErrorOf(entry["config"]!)!.Message;
            foreach (var secret in (entry["config"]!["secrets"] as JsonObject ?? []).Where(secret => secret.Value is JsonValue))
            {
                var value = secret.Value!.ToString();
                Assert.True(value.Length < 4 || !message.Contains(value, StringComparison.Ordinal), message);
            }
        }
    }

    private static InputError? ErrorOf(JsonNode config)
    {
        try
        {
            ConfigReader.Read(RedshiftAuditLogs.Declaration, new InputConfig
            {
                Settings = Encoding.UTF8.GetBytes(config["settings"]?.ToJsonString() ?? "{}"),
                Secrets = Encoding.UTF8.GetBytes(config["secrets"]?.ToJsonString() ?? "{}"),
            });
            return null;
        }
        catch (InputException e)
        {
            return e.Error;
        }
    }
}
