using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using InputHost.Read;
using InputHost.Sinks;
using InputHost.State;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// The rules for hosts in RULES.md. Each rule has a test with its number, here or in the class for its subject.
/// </summary>
public sealed class HostRuleTests : IDisposable
{
    // Characters that JSON, URLs and shells escape, and base64 letters. One value is a prefix of the other.
    private const string AccessKey = "Zq7canaryZq7";
    private const string SecretKey = "Zq7canaryZq7+/=%41\"q\\'$(x)&<;>";

    private readonly FixtureFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Every_host_rule_has_a_test_with_its_number_in_the_name()
    {
        var written = Regex
            .Matches(
                File.ReadAllText(Repository.File("conformance-tests", "RULES.md")),
                "^- \\*\\*(?<number>Z[0-9]+)\\*\\*",
                RegexOptions.Multiline | RegexOptions.ExplicitCapture
            )
            .Select(match => match.Groups["number"].Value);
        var tested = typeof(HostRuleTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method =>
                method.GetCustomAttribute<FactAttribute>() is not null
                && Regex.IsMatch(method.Name, "^Z[0-9]+_", RegexOptions.NonBacktracking)
            )
            .Select(method => method.Name.Split('_')[0])
            .Distinct();
        Assert.Equal(written.Order(StringComparer.Ordinal), tested.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Z5_A_connector_gets_its_own_checkpoint_back_unchanged()
    {
        var connector = new ScriptedConnector(20);
        for (var run = 0; run < 2; run++)
        {
            using var state = SqliteCheckpointStore.Open(_work.File("s.db"), "numbers");
            var place = new CheckpointSlot(state, CheckpointKind.Current, _work.File("out"));
            using var sink = FolderSink.Open(_work.File("out"), new PlainFormat(), place);
            var display = new LineList([]);
            var plan = new RunOptions
            {
                Config = new InputConfig { Settings = "{}"u8.ToArray(), Secrets = "{}"u8.ToArray() },
                Slot = place,
            };
            await new ReadRun(
                connector,
                sink,
                plan,
                new ReadHost(TimeProvider.System, "", new ReadTotals(), display),
                display,
                new Random(1)
            ).RunAsync(default);
        }

        Assert.Null(connector.Requests[0].From);
        Assert.Equal(
            (1, 20),
            (connector.Requests[1].From!.Version, BitConverter.ToInt32(connector.Requests[1].From!.State.Span))
        );
        Assert.Equal(
            ErrorKind.Checkpoint,
            Assert.Throws<HostException>(() => SqliteCheckpointStore.Open(_work.File("s.db"), "letters")).Kind
        );
    }

    [Fact]
    public async Task Z6_No_secret_is_in_the_output_or_the_files_of_a_host_in_any_situation()
    {
        foreach (var file in new[] { "truncated-in-data.gz", "random-bytes-named-gz.gz", "too-few-columns.gz" })
        {
            File.Copy(
                Repository.File("fixtures", "malformed", file),
                _work.AddLog(new DateTimeOffset(2024, 3, 11, 0, 0, 0, TimeSpan.Zero), cluster: file[..7]),
                overwrite: true
            );
        }

        Directory.CreateDirectory(_work.File("tmp"));
        var said = new StringBuilder();
        foreach (
            var (bucket, more) in new[]
            {
                ("audit-logs", ""),
                ("no-such-bucket", ""),
                ("audit-logs", ",\"log_type\":\"none\""),
                ("audit-logs", ",\"role_arn\":\"x\""),
            }
        )
        {
            await File.WriteAllTextAsync(
                _work.File("canary.json"),
                $$$"""{"input":"redshift-audit-logs","settings":{"bucket":"{{{bucket}}}"{{{more}}}},"""
                    + """ "secrets":{"access_key":"${CANARY_ACCESS}","secret_key":"${CANARY_SECRET}"}}"""
            );
            foreach (var options in new[] { "--state s.db --out out", "--envelope --state e.db", "--limit 1" })
            {
                var ended = await RunAsync([
                    "read",
                    "--config",
                    "canary.json",
                    "--local-s3",
                    "buckets",
                    .. options.Split(' '),
                ]);
                said.Append(ended.Output).Append(ended.Errors);
            }
        }

        AssertClean("what was printed", said.ToString());
        foreach (var file in Directory.EnumerateFiles(_work.Folder, "*", SearchOption.AllDirectories))
        {
            AssertClean(file, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }

        Assert.NotEmpty(Directory.EnumerateFiles(_work.File("out")));
    }

    private async Task<ProcessResult> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _work.Folder,
            Environment =
            {
                ["CANARY_ACCESS"] = AccessKey,
                ["CANARY_SECRET"] = SecretKey,
                ["TMPDIR"] = _work.File("tmp"),
                ["INPUTHOST_DEBUG"] = "1",
            },
        };
        Array.ForEach([Path.Combine(Inputhost.Folder, "inputhost.dll"), .. arguments], start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        return await Inputhost.EndAsync(process);
    }

    private static void AssertClean(string where, string text)
    {
        foreach (var secret in new[] { AccessKey, SecretKey })
        {
            var bytes = Encoding.UTF8.GetBytes(secret);
            foreach (
                var form in new[]
                {
                    secret,
                    JsonSerializer.Serialize(secret)[1..^1],
                    Uri.EscapeDataString(secret),
                    Convert.ToBase64String(bytes).TrimEnd('='),
                    Convert.ToHexString(bytes),
                }
            )
            {
                Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"{where} holds a secret");
            }
        }
    }
}
