using InputHost.Tests;
using LocalS3;
using Xunit;

namespace ConsoleTests;

/// <summary>What could not be read: what is shown of it, and how it passes.</summary>
public sealed class LeftObjectStories : ConsoleStory
{
    [ConsoleFact]
    public async Task A_damaged_object_is_shown_as_parked_with_its_reason_until_it_is_mended()
    {
        AddLogs(count: 2, rows: 5);
        var damaged = AddLog(Day.AddHours(5), first: 1, rows: 5);
        var whole = await File.ReadAllBytesAsync(damaged);
        await File.WriteAllBytesAsync(damaged, whole[..^5]);
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        Assert.Equal(("objectsleft", 1), (ConsoleClient.Outcome(input), input["parked"]!.GetValue<int>()));
        var left = Assert.Single(input["left"]!.AsArray())!;
        Assert.Equal(PlaceOf(damaged), left["object"]!.GetValue<string>());
        Assert.Equal(("parked", 1), (left["reason"]!.GetValue<string>(), left["attempts"]!.GetValue<int>()));
        Assert.NotEmpty(left["message"]!.GetValue<string>());
        Assert.StartsWith("object.", left["code"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotNull(left["nextTry"]!.GetValue<DateTimeOffset?>());

        await File.WriteAllBytesAsync(damaged, whole);
        input = await Client.RunToEndAsync(id);
        AssertEachRecordOnce(input);
        Assert.Equal(("done", 0), (ConsoleClient.Outcome(input), input["parked"]!.GetValue<int>()));
        Assert.Empty(input["left"]!.AsArray());
    }

    [ConsoleFact]
    public async Task An_archived_object_is_shown_until_it_is_restored_and_everything_read_anew()
    {
        AddLogs(count: 3, rows: 5);
        Refuse = request => request.Operation == "GetObject" && request.Key!.EndsWith("T01:00.gz", StringComparison.Ordinal)
            ? new S3Error { Status = 403, Code = "InvalidObjectState", Message = "It is archived." } : null;
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        var left = Assert.Single(input["left"]!.AsArray())!;
        Assert.EndsWith("T01:00.gz", left["object"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("archived", left["reason"]!.GetValue<string>());
        Assert.Equal(("objectsleft", 10), (ConsoleClient.Outcome(input), input["records"]!.GetValue<int>()));

        Refuse = _ => null;
        input = await Client.RunToEndAsync(id, full: true);
        AssertEachRecordOnce(input);
        Assert.Equal("done", ConsoleClient.Outcome(input));
        Assert.Empty(input["left"]!.AsArray());
    }

    [ConsoleFact]
    public async Task A_line_that_is_no_record_is_shown_with_its_place_its_reason_and_its_text()
    {
        var log = AddLog(Day, first: 1, rows: 30, isBad: pid => pid is 3 or 7);
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        AssertEachRecordOnce(input);
        Assert.Equal(("done", 2), (ConsoleClient.Outcome(input), input["rejectedLines"]!.GetValue<int>()));
        var rejects = (await Client.GetAsync($"/api/inputs/{id}/rejects")).AsArray();
        Assert.Equal([$"{PlaceOf(log)}:7", $"{PlaceOf(log)}:3"], rejects.Select(reject => reject!["place"]!.GetValue<string>()));
        Assert.Equal([Workplace.BadRow(7), Workplace.BadRow(3)], rejects.Select(reject => reject!["raw"]!.GetValue<string>()));
        Assert.All(rejects, reject => Assert.NotEmpty(reject!["reason"]!.GetValue<string>()));
        Assert.All(rejects, reject => Assert.StartsWith("line.", reject!["code"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Single((await Client.GetAsync($"/api/inputs/{id}/rejects?last=1")).AsArray());
    }

    private string PlaceOf(string file) => $"s3://audit-logs/{Uri.UnescapeDataString(Path.GetRelativePath(Work.File("buckets/audit-logs"), file).Replace('\\', '/'))}";
}
