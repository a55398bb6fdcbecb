using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace ConsoleTests;

/// <summary>The most recent lines of a file with long lines. A response contains at most 64 MiB of lines.</summary>
public sealed class RecentLineStories : ConsoleStory
{
    private const int MaxBytes = 64 * 1024 * 1024;

    [ConsoleFact]
    public async Task If_not_all_lines_fit_the_newest_complete_lines_are_returned()
    {
        var (records, rejects) = await FilesAsync();
        Write(records, 120, length: 600_000);
        Write(rejects, 120, length: 600_000);
        var count = MaxBytes / 600_000;
        var expected = Enumerable.Range(120 - count, count).ToList();
        Assert.Equal(expected, await NumbersAsync("records/download?last=1000"));
        Assert.Equal(expected, await NumbersAsync("records?last=200"));
        Assert.Equal(expected.AsEnumerable().Reverse(), await NumbersAsync("rejects?last=200"));
        Assert.Equal([118, 119], await NumbersAsync("records/download?last=2"));
        Assert.Equal([118, 119], await NumbersAsync("records?last=2"));
        Assert.Equal([119, 118], await NumbersAsync("rejects?last=2"));
    }

    [ConsoleFact]
    public async Task A_line_that_does_not_fit_and_an_incomplete_line_are_omitted_and_all_others_are_returned()
    {
        var (records, rejects) = await FilesAsync();
        foreach (var path in new[] { records, rejects })
        {
            Write(path, 3, length: 200);
            await File.AppendAllTextAsync(path, $"{{\"line\":3,\"value\":\"{new string('x', MaxBytes)}\"}}\n");
            await File.AppendAllTextAsync(path, $"{{\"line\":4,\"value\":\"{new string('x', 100_000)}");
        }

        Assert.Equal([1, 2], await NumbersAsync("records/download?last=2"));
        Assert.Equal([0, 1, 2], await NumbersAsync("records/download?last=5"));
        Assert.Equal([0, 1, 2], await NumbersAsync("records?last=5"));
        Assert.Equal([2, 1, 0], await NumbersAsync("rejects?last=5"));

        foreach (var path in new[] { records, rejects })
        {
            await File.AppendAllTextAsync(path, "\"}\n");
            Write(path, 1, length: 200);
        }

        Assert.Equal([0], await NumbersAsync("records/download?last=1"));
        Assert.Equal([0], await NumbersAsync("records?last=1"));
        Assert.Equal([0], await NumbersAsync("rejects?last=1"));
    }

    [ConsoleFact]
    public async Task A_file_without_a_complete_line_returns_no_lines()
    {
        var (records, rejects) = await FilesAsync();
        foreach (var path in new[] { records, rejects })
        {
            await File.WriteAllTextAsync(path, $"{{\"line\":4,\"value\":\"{new string('x', 100_000)}");
        }

        Assert.Empty(await NumbersAsync("records/download"));
        Assert.Empty(await NumbersAsync("records"));
        Assert.Empty(await NumbersAsync("rejects"));
    }

    /// <summary>Adds and runs an input, and returns the paths of its records and of its rejected lines.</summary>
    private async Task<(string Records, string Rejects)> FilesAsync()
    {
        AddLogs(count: 1, rows: 3);
        var input = await Client.RunToEndAsync(await Client.AddAsync(Input()));
        var folder = input["output"]!["folder"]!.GetValue<string>();
        var records = Path.Combine(folder, "connectionlog.ndjson");
        File.Delete(records);
        return (records, Path.Combine(folder, "rejects.ndjson"));
    }

    /// <summary>Appends lines of the given length, numbered from 0, that are records and rejected lines.</summary>
    private static void Write(string path, int count, int length)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var file = new StreamWriter(path, append: true, encoding) { NewLine = "\n" };
        for (var number = 0; number < count; number++)
        {
            var line =
                $"{{\"line\":{number},\"object\":\"o\",\"code\":\"c\","
                + "\"message\":\"m\",\"raw\":\"\",\"value\":\"\"}";
            file.WriteLine($"{line[..^2]}{new string('x', length - line.Length - 1)}\"}}");
        }
    }

    /// <summary>The numbers of the lines that the route returns for the only input.</summary>
    private async Task<List<int>> NumbersAsync(string route)
    {
        var id = (await Client.GetAsync("/api/inputs"))[0]!["id"]!.GetValue<string>();
        using var response = await Client.Plain.GetAsync($"/api/inputs/{id}/{route}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync();
        if (route.Contains("download", StringComparison.Ordinal))
        {
            using var reader = new StreamReader(body);
            var text = await reader.ReadToEndAsync();
            Assert.True(text.Length == 0 || text.EndsWith('\n'));
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return [.. lines.Select(line => Number(JsonElement.Parse(line)))];
        }

        using var answer = await JsonDocument.ParseAsync(body);
        return answer.RootElement.ValueKind == JsonValueKind.Array
            ?
            [
                .. answer
                    .RootElement.EnumerateArray()
                    .Select(line => int.Parse(line.GetProperty("place").GetString()!.Split(':')[1])),
            ]
            : [.. answer.RootElement.GetProperty("records").EnumerateArray().Select(Number)];
    }

    private static int Number(JsonElement line) => line.GetProperty("line").GetInt32();
}
