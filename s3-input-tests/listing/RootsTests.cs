using InputSdk.S3.Configuration;
using InputSdk.S3.Listing;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Which roots are found, and with how many requests.</summary>
public sealed class RootsTests
{
    private const string Log = "2024/03/09/123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:53.gz";

    private static readonly DateOnly Today = new(2024, 3, 12);

    [Theory]
    [InlineData("")]
    [InlineData("AWSLogs")]
    [InlineData("/AWSLogs/")]
    [InlineData("AWSLogs/123456789012")]
    [InlineData("AWSLogs/123456789012/redshift/")]
    [InlineData("AWSLogs/123456789012/redshift/us-east-1")]
    [InlineData("/AWSLogs/123456789012/redshift/us-east-1/")]
    public async Task Any_part_of_the_path_as_prefix_leads_to_the_same_root(string prefix) =>
        Assert.Equal(
            ["AWSLogs/123456789012/redshift/us-east-1/"],
            await FindAsync(prefix, "AWSLogs/123456789012/redshift/us-east-1/" + Log, "other/x")
        );

    [Theory]
    [InlineData("security/audit")]
    [InlineData("/security/audit/")]
    [InlineData("security/audit/AWSLogs")]
    public async Task A_custom_prefix_can_have_slashes_around_it(string prefix) =>
        Assert.Equal(
            ["security/audit/AWSLogs/123456789012/redshift/us-east-1/"],
            await FindAsync(prefix, "security/audit/AWSLogs/123456789012/redshift/us-east-1/" + Log)
        );

    [Fact]
    public async Task A_key_that_starts_with_a_slash_is_found() =>
        Assert.Equal(
            ["/logs/AWSLogs/123456789012/redshift/us-east-1/"],
            await FindAsync("/logs/", "/logs/AWSLogs/123456789012/redshift/us-east-1/" + Log)
        );

    [Theory]
    [InlineData(" logs", " logs/")]
    [InlineData("logs ", "logs /")]
    public async Task Objects_at_the_literal_prefix_take_precedence_over_other_meanings(string prefix, string root) =>
        Assert.Equal(
            [root],
            await FindAsync(
                prefix,
                root + "x.gz",
                "logs/AWSLogs/123456789012/redshift/us-east-1/" + Log,
                "/" + root + Log
            )
        );

    [Fact]
    public async Task Spaces_around_a_prefix_are_removed_unless_objects_exist_with_them() =>
        Assert.Equal(
            ["logs/AWSLogs/123456789012/redshift/us-east-1/"],
            await FindAsync(" logs ", "logs/AWSLogs/123456789012/redshift/us-east-1/" + Log)
        );

    [Theory]
    [InlineData("flat/2024", "flat/2024/03/09/x.gz", "flat")]
    [InlineData("flat/2024/03", "flat/2024/03/09/x.gz", "flat")]
    [InlineData("flat/2024/03/09", "flat/2024/03/09/x.gz", "flat")]
    public async Task A_prefix_that_ends_within_a_date_is_refused_with_the_prefix_to_set(
        string prefix,
        string key,
        string remedy
    )
    {
        var error = (await Assert.ThrowsAsync<InputException>(() => FindAsync(prefix, key))).Error;
        Assert.Equal(
            ("config.prefix_with_date", "/settings/prefix", $"Set prefix to \"{remedy}\"."),
            (error.Code, error.Pointer, error.Remedy)
        );
    }

    [Theory]
    [InlineData("team/1234", "team/1234/01/x.gz")]
    [InlineData("backup/2024/03/09", "backup/2024/03/09/cluster/x.gz")]
    [InlineData("team/2024", "team/2024/x.gz")]
    public async Task A_prefix_that_only_looks_like_a_date_is_read(string prefix, string key) =>
        Assert.Equal([prefix + "/"], await FindAsync(prefix, key));

    [Fact]
    public async Task Earlier_roots_stay_roots_while_they_have_objects_and_no_root_is_inside_another()
    {
        var roots = new Roots(StoreOf(["a/x", "b/x", "c/d/x"]).ListAsync, RedshiftAuditLogs.Declaration);
        Assert.Equal(["a/", "b/"], await roots.WithKnownAsync(["b/"], ["a/", "gone/"], default));
        Assert.Equal(["c/"], await roots.WithKnownAsync(["c/d/"], ["c/"], default));
        Assert.Equal(["c/"], await roots.WithKnownAsync(["c/"], ["c/d/"], default));
    }

    [Fact]
    public async Task All_accounts_and_Regions_are_found_and_other_services_are_ignored() =>
        Assert.Equal(
            [
                "AWSLogs/111111111111/redshift/eu-west-1/",
                "AWSLogs/111111111111/redshift/us-east-1/",
                "AWSLogs/222222222222/redshift/us-gov-west-1/",
            ],
            await FindAsync(
                "",
                "AWSLogs/222222222222/redshift/us-gov-west-1/" + Log,
                "AWSLogs/111111111111/redshift/us-east-1/" + Log,
                "AWSLogs/111111111111/redshift/eu-west-1/" + Log,
                "AWSLogs/111111111111/CloudTrail/us-east-1/2024/03/09/x.json.gz",
                "AWSLogs/o-abc/redshift/us-east-1/x",
                "AWSLogs/333333333333/elasticloadbalancing/us-east-1/x"
            )
        );

    [Theory]
    [InlineData("AWSLogs/o-abc1234567")]
    [InlineData("security/AWSLogs/o-abc1234567")]
    public async Task The_accounts_under_a_folder_of_an_organization_are_found(string prefix) =>
        Assert.Equal(
            [prefix + "/111111111111/redshift/eu-west-1/", prefix + "/222222222222/redshift/us-east-1/"],
            await FindAsync(
                prefix,
                $"{prefix}/111111111111/redshift/eu-west-1/{Log}",
                $"{prefix}/222222222222/redshift/us-east-1/{Log}",
                prefix + "/x"
            )
        );

    [Fact]
    public async Task Without_a_prefix_the_folder_of_an_organization_is_named_as_the_prefix_to_set()
    {
        var error = (
            await Assert.ThrowsAsync<InputException>(() =>
                FindAsync("", "AWSLogs/o-abc1234567/111111111111/redshift/eu-west-1/" + Log)
            )
        ).Error;
        Assert.Equal("config.prefix_without_logs", error.Code);
        Assert.Equal("Set prefix to \"AWSLogs/o-abc1234567\".", error.Remedy);
    }

    [Fact]
    public async Task Year_folders_directly_under_the_prefix_make_it_the_root() =>
        Assert.Equal(
            ["flat/"],
            await FindAsync("flat", "flat/" + Log, "flat/AWSLogs/123456789012/redshift/us-east-1/" + Log)
        );

    [Fact]
    public async Task Year_folders_are_found_among_thousands_of_names_with_the_same_start()
    {
        var keys = Enumerable.Range(0, 2_500).Select(i => $"p/20-{i:0000}/x").Append("p/" + Log).ToArray();
        Assert.Equal(["p/"], await FindAsync("p", keys));
    }

    [Fact]
    public async Task A_prefix_without_known_folders_is_the_root() =>
        Assert.Equal(["somewhere/"], await FindAsync("somewhere", "somewhere/else/x"));

    [Fact]
    public async Task A_blank_prefix_without_known_folders_is_refused_with_the_folders_found()
    {
        var error = (await Assert.ThrowsAsync<InputException>(() => FindAsync("", "finance/x", "web/y"))).Error;
        Assert.Equal((ErrorKind.Config, "/settings/prefix"), (error.Kind, error.Pointer));
        Assert.Contains("finance/, web/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_bucket_is_not_an_error() => Assert.Empty(await FindAsync(""));

    [Fact]
    public async Task A_million_other_keys_cause_no_additional_request()
    {
        string[] logs = ["AWSLogs/123456789012/redshift/us-east-1/" + Log];
        var alone = await ReadAsync(logs);
        var shared = await ReadAsync([
            .. logs,
            .. Enumerable.Range(0, 1_000_000).Select(i => $"zz/{i:0000000}"),
            .. Enumerable.Range(0, 1_000).Select(i => $"20/{i}"),
        ]);
        Assert.Equal(alone.Lists.Count, shared.Lists.Count);
        Assert.Equal(alone.Gets, shared.Gets);
    }

    private static async Task<MemoryStore> ReadAsync(string[] keys)
    {
        var store = StoreOf(keys);
        Assert.Equal(3, (await Samples.ReadAsync(store)).Records.Count);
        return store;
    }

    private static async Task<IReadOnlyList<string>> FindAsync(string prefix, params string[] keys)
    {
        var store = StoreOf(keys);
        var config = new S3Config
        {
            Bucket = "audit-logs",
            Log = Samples.ConnectionLog,
            Prefix = prefix.Trim('/'),
        };
        return await new Roots(store.ListAsync, RedshiftAuditLogs.Declaration)
            .FindAsync(config, Today, isNew: true, default)
            .ToListAsync();
    }

    private static MemoryStore StoreOf(string[] keys)
    {
        var (store, log) = (new MemoryStore(), Samples.Log());
        Array.ForEach(keys, key => store.Put(key, log));
        return store;
    }
}
