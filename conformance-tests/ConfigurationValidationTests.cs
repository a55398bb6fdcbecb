using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InputSdk;
using InputSdk.S3;
using InputSdk.S3.Configuration;
using NJsonSchema;
using RedshiftAuditConnector;
using Xunit;

namespace ConformanceTests;

/// <summary>
/// Verifies that the schema and the connector give the same verdict on a corpus of configurations. Each line of
/// corpus/configurations.ndjson has a description, the verdict, the pointer of the connector's first error, and the
/// configuration. Constraints between two members cannot be expressed in the schema; their entries are marked.
/// </summary>
public sealed class ConfigurationValidationTests
{
    private static readonly Lazy<JsonSchema> Schema = new(() =>
        JsonSchema.FromJsonAsync(File.ReadAllText(Repository.File("schemas", "config.schema.json"))).Result
    );

    private static readonly IReadOnlyDictionary<string, JsonObject> Corpus = File.ReadLines(
            Repository.File("conformance-tests", "corpus", "configurations.ndjson")
        )
        .Select(line => JsonNode.Parse(line)!.AsObject())
        .ToDictionary(entry => (string)entry["about"]!);

    /// <summary>Example values that error messages contain.</summary>
    private static readonly string[] Examples =
    [
        "us-east-1",
        "arn:aws:iam::123456789012:role/redshift-audit",
        "security/redshift",
        "connectionlog",
        "userlog",
        "2024-03-09",
    ];

    public static TheoryData<string> Entries => new(Corpus.Keys);

    [Theory]
    [MemberData(nameof(Entries))]
    public void Schema_and_connector_give_the_same_verdict(string about)
    {
        var entry = Corpus[about];
        var config = entry["config"]!;
        var pointer = (string?)entry["pointer"];

        Assert.Equal(pointer is null || IsBeyondSchema(entry), IsValidBySchema(config));
        var error = ErrorOf(config);
        Assert.Equal(pointer, error?.Pointer);
        Assert.Equal(pointer is null ? null : "config.invalid", error?.Code);
    }

    [Fact]
    public void Only_invalid_combinations_of_settings_are_refused_by_the_connector_alone()
    {
        var beyond = Corpus.Values.Where(IsBeyondSchema).ToList();
        Assert.Equal(8, beyond.Count);
        foreach (var config in beyond.Select(entry => entry["config"]!))
        {
            Assert.Contains(
                new (string Name, string? Value)[] { ("prefix", null), ("region", null), ("bucket", "audit-logs") },
                change =>
                {
                    var changed = config.DeepClone();
                    var settings = changed["settings"]!.AsObject();
                    settings.Remove(change.Name);
                    if (change.Value is not null)
                    {
                        settings[change.Name] = change.Value;
                    }

                    return ErrorOf(changed) is null;
                }
            );
        }
    }

    [Fact]
    public void A_refused_configuration_is_reported_with_the_reason() =>
        Snapshot.Match(
            Table(
                Corpus.Where(entry => entry.Value["pointer"] is not null),
                config =>
                    ErrorOf(config)!.Message.Replace(" " + ErrorCode.ConfigInvalid.Help, "", StringComparison.Ordinal)
            )
        );

    [Fact]
    public void An_accepted_configuration_is_normalized_and_each_correction_is_reported() =>
        Snapshot.Match(
            Table(
                Corpus.Where(entry => entry.Value["pointer"] is null),
                config =>
                    string.Join(
                        "\n  ",
                        Read(config).Warnings.Select(remark => remark.ToString()).Prepend(Meaning(Read(config)))
                    )
            )
        );

    [Fact]
    public void Spaces_around_keys_are_removed()
    {
        foreach (var about in new[] { "an access key with spaces around it", "a secret key with spaces around it" })
        {
            var keys = Read(Corpus[about]["config"]!).Keys!;
            Assert.Equal(
                ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                (keys.AccessKey, keys.SecretKey)
            );
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Schema_and_connector_agree_on_randomly_changed_values(int seed)
    {
        var random = new Random(seed);
        var entries = Corpus.Values.ToList();
        for (var i = 0; i < 1_000; i++)
        {
            var config = entries[random.Next(entries.Count)]["config"]!.DeepClone();
            var section = config[random.Next(3) == 0 ? "secrets" : "settings"] as JsonObject ?? [];
            foreach (
                var name in section
                    .Where(member => member.Value?.GetValueKind() == JsonValueKind.String)
                    .Select(member => member.Key)
                    .ToList()
            )
            {
                section[name] = Changed((string)section[name]!, random);
            }

            var error = ErrorOf(config);
            var isBeyond = error?.Message.Contains(" a different ", StringComparison.Ordinal) == true;
            Assert.True(
                isBeyond || error is null == IsValidBySchema(config),
                $"{config.ToJsonString()}: {error?.Message ?? "accepted"}"
            );
        }
    }

    [Fact]
    public void An_unknown_log_type_is_refused_with_the_allowed_ones()
    {
        var error = ErrorOf(Corpus["an unknown log type"]["config"]!)!;
        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.Contains("connectionlog, userlog", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_together()
    {
        var error = ErrorOf(
            JsonNode.Parse("""{"settings":{"bucket":"A","log_type":"x","region":"y"},"secrets":{}}""")!
        )!;
        Assert.All(
            ["/settings/bucket", "/settings/log_type", "/settings/region"],
            pointer => Assert.Contains(pointer, error.Message, StringComparison.Ordinal)
        );
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
    public void No_error_message_repeats_a_value()
    {
        foreach (var entry in Corpus.Values.Where(entry => entry["pointer"] is not null))
        {
            var message = Examples.Aggregate(
                ErrorOf(entry["config"]!)!.Message,
                (text, example) => text.Replace(example, "", StringComparison.Ordinal)
            );
            var values = new[] { "settings", "secrets" }
                .SelectMany(section => entry["config"]![section] as JsonObject ?? [])
                .Where(member => member.Value is JsonValue && member.Value.ToString() != "secret_key")
                .Select(member => member.Value!.ToString())
                .Concat(
                    (entry["config"]!["secrets"] as JsonObject ?? [])
                        .Select(member => member.Key)
                        .Except(["access_key", "secret_key"])
                );
            Assert.All(
                values,
                value => Assert.True(value.Length < 5 || !message.Contains(value, StringComparison.Ordinal), message)
            );
        }
    }

    private static bool IsBeyondSchema(JsonObject entry) => entry["beyond_schema"] is not null;

    private static bool IsValidBySchema(JsonNode config) => Schema.Value.Validate(config.ToJsonString()).Count == 0;

    private static string Changed(string value, Random random)
    {
        const string Letters = "aZ09-_./:* \t\n\u0001\u00a0é日~@+T";
        var at = random.Next(value.Length + 1);
        var letter = Letters[random.Next(Letters.Length)].ToString();
        return random.Next(4) switch
        {
            0 => value.Insert(at, letter),
            1 => value.Remove(at, Math.Min(1, value.Length - at)),
            2 => value.Remove(at, Math.Min(1, value.Length - at)).Insert(at, letter),
            _ => value,
        };
    }

    private static string Table(IEnumerable<KeyValuePair<string, JsonObject>> entries, Func<JsonNode, string> says)
    {
        var table = new StringBuilder();
        foreach (var (about, entry) in entries)
        {
            table.Append($"{about}\n  {says(entry["config"]!)}\n\n");
        }

        return table.ToString();
    }

    private static string Meaning(S3Config config) =>
        $"{config.Log.Id} of s3://{config.Bucket}/"
        + (config.Prefix.Length > 200 ? $"{config.Prefix[..200]}…" : config.Prefix)
        + (config.Region is null ? "" : $", {config.Region}")
        + (config.Keys is null ? $", as {config.RoleArn}" : "")
        + (config.Backfill is null ? "" : $", from {config.Backfill:yyyy-MM-ddTHH:mm:ss.FFFFFFFK}");

    private static S3Config Read(JsonNode config) =>
        ConfigReader.Read(
            RedshiftAuditLogs.Declaration,
            new InputConfig
            {
                Settings = Encoding.UTF8.GetBytes(config["settings"]?.ToJsonString() ?? "{}"),
                Secrets = Encoding.UTF8.GetBytes(config["secrets"]?.ToJsonString() ?? "{}"),
            }
        );

    private static InputError? ErrorOf(JsonNode config)
    {
        try
        {
            Read(config);
            return null;
        }
        catch (InputException e)
        {
            return e.Error;
        }
    }
}
