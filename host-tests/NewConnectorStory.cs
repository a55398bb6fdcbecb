using System.Text.RegularExpressions;
using Xunit;

namespace InputHost.Tests;

/// <summary>Follows docs/write-a-connector.md, with the commands of the page.</summary>
public sealed class NewConnectorStory : IDisposable
{
    /// <summary>The test builds four projects, which takes long on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("connector-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [UnixFact]
    public async Task A_new_connector_is_created_tested_published_verified_listed_and_read_as_the_page_says()
    {
        var ended = await FollowAsync(File.ReadAllText(Repository.File("docs", "write-a-connector.md")));
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        Assert.True(Regex.IsMatch(ended.Output, "Passed! +- Failed: +0, Passed: +[0-9]+, Skipped: +9,"), ended.Output);
        Assert.Matches(@"\nacme-tickets 0\.1\.0: [0-9]+ ok, 0 broken, [0-9]+ skipped\.\n", ended.Output);
        Assert.Contains("\nacme-tickets  0.1.0  AcmeTickets\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                """{"number":"1","text":"printer is on fire"}""",
                """{"number":"2","text":"coffee is out"}""",
                """{"number":"3","text":"printer is out"}""",
            ],
            ended.Lines.Where(line => line.StartsWith("{\"", StringComparison.Ordinal))
        );
        Assert.DoesNotContain("refused", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "InputSdk.dll",
            Directory.GetFiles(Path.Combine(_folder, "AcmeTickets", "plugins", "acme-tickets")).Select(Path.GetFileName)
        );
    }

    private async Task<ProcessResult> FollowAsync(string page)
    {
        var commands = string.Concat(
            Regex
                .Matches(page, "^```sh\n(?<commands>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
                .Select(match => match.Groups["commands"].Value)
        );

        // Templates are installed apart from the user's own, the host is already built, and the configuration of these
        // tests is used.
        var script = $$"""
            set -eu
            dotnet() {
                case "$1" in
                    new) command dotnet "$@" --debug:custom-hive "{{_folder}}/templates" ;;
                    build) ;;
                    *) command dotnet "$@" ;;
                esac
            }
            {{commands}}
            """;
        script = script
            .Replace("../AcmeTickets", Path.Combine(_folder, "AcmeTickets"), StringComparison.Ordinal)
            .Replace("Release", Path.GetFileName(Path.GetDirectoryName(Inputhost.Folder)), StringComparison.Ordinal);

        // A build that is still running after the test would lock its folder and its output.
        using var process = Inputhost.Start(
            Repository.Root,
            "sh",
            ["-c", script],
            ("MSBUILDDISABLENODEREUSE", "1"),
            ("DOTNET_NOLOGO", "1")
        );
        return await Inputhost.EndAsync(process, Patience);
    }
}
