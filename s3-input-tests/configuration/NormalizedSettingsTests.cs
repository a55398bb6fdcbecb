using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Configuration;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Settings that are normalized before use. The result for each is in the corpus of the conformance tests. These tests
/// check what applies to all of them, and their effect on a read.
/// </summary>
public sealed class NormalizedSettingsTests
{
    private const string Role = "arn:aws:iam::123456789012:role/redshift-audit";

    private static readonly Gen<string> Blanks = Gen.Elements("", " ", "\t", " \t ", "      ");

    private static readonly Gen<(string Name, string Value)> Member = Gen.Elements(
        ("bucket", "audit-logs"),
        ("bucket", "s3://audit-logs/security/"),
        ("bucket", "arn:aws:s3:::audit-logs"),
        ("bucket", "audit-logs/AWSLogs"),
        ("region", "us-east-1"),
        ("region", "EUSC-DE-EAST-1"),
        ("role_arn", Role),
        ("role_arn", "arn:aws-cn:iam::123456789012:role/team/audit"),
        ("backfill_start_time", "2024-03-09"),
        ("backfill_start_time", "2024-03-09 05:30"),
        ("backfill_start_time", "2024-03-09T05:30:00.5+02:00"),
        ("access_key", "AKIAIOSFODNN7EXAMPLE"),
        ("secret_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    );

    private static readonly Gen<string> Prefix = Gen.Elements(
        "",
        "/",
        "/security/",
        " security",
        "s3://audit-logs/security",
        "arn:aws:s3:::audit-logs/*",
        "AWSLogs/123456789012",
        "*",
        "security/*",
        "/security/*/",
        Samples.Region,
        $"{Samples.Region}2024",
        $"/{Samples.Region}2024/03/09/",
        $"s3://audit-logs/{Samples.Region}2024/03",
        $"{Samples.Region}x.gz"
    );

    [Fact]
    public void Spaces_and_tabs_around_a_value_change_only_the_warnings() =>
        Hold(
            from member in Member
            from before in Blanks
            from after in Blanks
            select (
                Plain: With(member.Name, member.Value),
                Spaced: With(member.Name, before + member.Value + after),
                IsSpaced: before.Length + after.Length > 0
            ),
            both =>
            {
                var (plain, spaced) = (Read(both.Plain), Read(both.Spaced));
                return Meaning(plain) == Meaning(spaced)
                    && spaced.Warnings.Count == plain.Warnings.Count + (both.IsSpaced ? 1 : 0);
            }
        );

    [Fact]
    public void A_normalized_value_is_read_the_same_without_a_warning() =>
        Hold(
            from member in Member
            from blanks in Blanks
            from prefix in Prefix
            where !prefix.StartsWith("arn:aws:", StringComparison.Ordinal) || !IsOfAnotherPartition(member.Value)
            select With(
                member.Name,
                member.Value + blanks,
                member.Name == "bucket" && member.Value.Contains('/', StringComparison.Ordinal) ? "" : prefix
            ),
            config =>
            {
                var first = Read(config);
                var second = Read(Written(first));
                return Meaning(first) == Meaning(second) && second.Warnings.Count == 0;
            }
        );

    [Fact]
    public void No_warning_contains_a_key()
    {
        foreach (var name in new[] { "access_key", "secret_key" })
        {
            var remark = Assert.Single(Read(With(name, " Zq7canaryZq7 ")).Warnings);
            Assert.Equal($"/secrets/{name}: Spaces around the value are ignored.", remark.ToString());
        }
    }

    [Theory]
    [InlineData("s3://audit-logs", "")]
    [InlineData("s3://audit-logs/AWSLogs/", "")]
    [InlineData(" arn:aws:s3:::audit-logs/AWSLogs/* ", null)]
    [InlineData("audit-logs", "s3://audit-logs/AWSLogs")]
    [InlineData("audit-logs/", "/AWSLogs/")]
    public void All_spellings_of_a_location_are_the_same_source(string bucket, string? prefix)
    {
        var isWithPrefix = (bucket + prefix).Contains("AWSLogs", StringComparison.Ordinal);
        Assert.Equal(
            SourceFingerprint.Of("aws", Read(With("bucket", "audit-logs", isWithPrefix ? "AWSLogs" : ""))),
            SourceFingerprint.Of("aws", Read(With("bucket", bucket, prefix)))
        );
    }

    [Fact]
    public async Task A_read_that_started_with_an_address_continues_with_the_name_and_repeats_no_record()
    {
        var store = new MemoryStore();
        store.Put(Samples.Key(store.Now.AddDays(-1)), Samples.Log());
        var first = await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest { Config = Samples.Config(bucket: "s3://audit-logs/") },
            new TestHost()
        );
        Assert.Equal(3, first.Records.Count);

        var second = await Samples.ReadAsync(store, first.Checkpoint);
        Assert.Null(second.Error);
        Assert.Empty(second.Records);
    }

    [Fact]
    public async Task Days_at_the_end_of_the_prefix_do_not_exclude_any_day()
    {
        var store = new MemoryStore();
        store.Put(Samples.Key(store.Now.AddDays(-1)), Samples.Log());
        store.Put(Samples.Key(store.Now.AddDays(-400)), Samples.Log());
        Assert.Equal(
            2,
            (
                await Samples.ReadAsync(store, extraSettings: $",\"prefix\":\"{Samples.Region}{store.Now:yyyy/MM/dd}\"")
            ).Objects.Count()
        );
    }

    [Fact]
    public async Task Normalized_settings_are_reported_when_an_input_starts_and_not_when_it_continues()
    {
        var (store, starts, continues) = (new MemoryStore(), new TestHost(), new TestHost());
        store.Put(Samples.Key(store.Now.AddDays(-1)), Samples.Log());
        var config = Samples.Config(
            ",\"region\":\"US-EAST-1\",\"backfill_start_time\":\"2024-03-09T00:00:00\"",
            "s3://audit-logs"
        );
        var first = await ReadResult.OfAsync(Samples.Connector(store), new ReadRequest { Config = config }, starts);
        Assert.Equal(
            [
                (EventLevel.Info, "config.repaired", "/settings/region: The Region us-east-1 is used."),
                (EventLevel.Info, "config.repaired", "/settings/bucket: The bucket name audit-logs is used."),
                (
                    EventLevel.Info,
                    "config.backfill_zone",
                    "/settings/backfill_start_time: The time has no time zone. UTC is assumed: 2024-03-09T00:00:00Z."
                ),
            ],
            Reported(starts)
        );

        await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest { Config = config, From = first.Checkpoint },
            continues
        );
        Assert.Empty(Reported(continues));
    }

    private static IEnumerable<(EventLevel, string, string)> Reported(TestHost host) =>
        host
            .Events.Where(reported => reported.Code.StartsWith("config.", StringComparison.Ordinal))
            .Select(reported => (reported.Level, reported.Code, reported.Message));

    private static void Hold<T>(Gen<T> cases, Func<T, bool> property) =>
        Prop.ForAll(cases.ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    private static InputConfig With(string name, string value, string? prefix = null)
    {
        var settings = new Dictionary<string, string> { ["bucket"] = "audit-logs" };
        var secrets = new Dictionary<string, string>();
        if (name != "role_arn")
        {
            (secrets["access_key"], secrets["secret_key"]) = ("AKIAIOSFODNN7EXAMPLE", "none");
        }

        if (prefix is not null)
        {
            settings["prefix"] = prefix;
        }

        (name is "access_key" or "secret_key" ? secrets : settings)[name] = value;
        return Of(settings, secrets);
    }

    private static InputConfig Written(S3Config config)
    {
        var settings = new Dictionary<string, string?>
        {
            ["bucket"] = config.Bucket,
            ["prefix"] = config.Prefix,
            ["region"] = config.Region,
            ["role_arn"] = config.RoleArn,
            ["backfill_start_time"] = config.Backfill?.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ"),
        };
        var secrets = new Dictionary<string, string?>
        {
            ["access_key"] = config.Keys?.AccessKey,
            ["secret_key"] = config.Keys?.SecretKey,
        };
        return Of(
            settings
                .Where(member => member.Value is not null)
                .ToDictionary(member => member.Key, member => member.Value!),
            secrets
                .Where(member => member.Value is not null)
                .ToDictionary(member => member.Key, member => member.Value!)
        );
    }

    private static InputConfig Of(Dictionary<string, string> settings, Dictionary<string, string> secrets) =>
        new()
        {
            Settings = JsonSerializer.SerializeToUtf8Bytes(settings),
            Secrets = JsonSerializer.SerializeToUtf8Bytes(secrets),
        };

    private static bool IsOfAnotherPartition(string value) =>
        value.StartsWith("arn:aws-cn:", StringComparison.Ordinal)
        || value.StartsWith("EUSC-", StringComparison.Ordinal);

    private static S3Config Read(InputConfig config) => ConfigReader.Read(RedshiftAuditLogs.Declaration, config);

    private static string Meaning(S3Config config) =>
        string.Join(
            '\n',
            config.Bucket,
            config.Prefix,
            config.Log.Id,
            config.Region,
            config.RoleArn,
            $"{config.Backfill:O}",
            config.Keys?.AccessKey,
            config.Keys?.SecretKey
        );
}
