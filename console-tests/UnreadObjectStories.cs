using LocalS3;
using Xunit;

namespace ConsoleTests;

/// <summary>How unread objects and rejected lines are shown, and what happens after the objects are fixed.</summary>
public sealed class UnreadObjectStories : ConsoleStory
{
    [ConsoleFact]
    public async Task A_damaged_object_is_shown_as_parked_with_its_reason_until_it_is_fixed()
    {
        AddLogs(count: 2, rows: 5);
        var damaged = AddLog(Day.AddHours(5), first: 1, rows: 5);
        var whole = await File.ReadAllBytesAsync(damaged);
        await File.WriteAllBytesAsync(damaged, whole[..^5]);
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        Assert.Equal(("objectsleft", 1), (ConsoleClient.Outcome(input), input["parked"]!.GetValue<int>()));
        var unread = Assert.Single(input["left"]!.AsArray())!;
        Assert.Equal(LocationOf(damaged), unread["object"]!.GetValue<string>());
        Assert.Equal(("parked", 1), (unread["reason"]!.GetValue<string>(), unread["attempts"]!.GetValue<int>()));
        Assert.NotEmpty(unread["message"]!.GetValue<string>());
        Assert.StartsWith("object.", unread["code"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotNull(unread["nextTry"]!.GetValue<DateTimeOffset?>());

        await File.WriteAllBytesAsync(damaged, whole);
        input = await Client.RunToEndAsync(id);
        AssertEachRecordOnce(input);
        Assert.Equal(("done", 0), (ConsoleClient.Outcome(input), input["parked"]!.GetValue<int>()));
        Assert.Empty(input["left"]!.AsArray());
    }

    [ConsoleFact]
    public async Task An_archived_object_is_shown_until_it_is_restored_and_a_full_re_sync_reads_it()
    {
        AddLogs(count: 3, rows: 5);
        Refuse = request =>
            request.Operation == "GetObject" && request.Key!.EndsWith("T01:00.gz", StringComparison.Ordinal)
                ? new S3Error
                {
                    Status = 403,
                    Code = "InvalidObjectState",
                    Message = "The object is archived.",
                }
                : null;
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        var unread = Assert.Single(input["left"]!.AsArray())!;
        Assert.EndsWith("T01:00.gz", unread["object"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("archived", unread["reason"]!.GetValue<string>());
        Assert.Equal(("objectsleft", 10), (ConsoleClient.Outcome(input), input["records"]!.GetValue<int>()));

        Refuse = _ => null;
        input = await Client.RunToEndAsync(id, full: true);
        AssertEachRecordOnce(input);
        Assert.Equal("done", ConsoleClient.Outcome(input));
        Assert.Empty(input["left"]!.AsArray());
    }

    [ConsoleFact]
    public async Task A_rejected_line_is_shown_with_its_location_its_reason_and_its_text()
    {
        var log = AddLog(Day, first: 1, rows: 30, isBad: pid => pid is 3 or 7);
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        AssertEachRecordOnce(input);
        Assert.Equal(("done", 2), (ConsoleClient.Outcome(input), input["rejectedLines"]!.GetValue<int>()));
        var rejects = (await Client.GetAsync($"/api/inputs/{id}/rejects")).AsArray();
        Assert.Equal(
            [$"{LocationOf(log)}:7", $"{LocationOf(log)}:3"],
            rejects.Select(reject => reject!["place"]!.GetValue<string>())
        );
        Assert.Equal(
            [FixtureFolder.BadRow(7), FixtureFolder.BadRow(3)],
            rejects.Select(reject => reject!["raw"]!.GetValue<string>())
        );
        Assert.All(rejects, reject => Assert.NotEmpty(reject!["reason"]!.GetValue<string>()));
        Assert.All(
            rejects,
            reject => Assert.StartsWith("line.", reject!["code"]!.GetValue<string>(), StringComparison.Ordinal)
        );
        Assert.Single((await Client.GetAsync($"/api/inputs/{id}/rejects?last=1")).AsArray());
    }

    private string LocationOf(string file)
    {
        var path = Path.GetRelativePath(Work.File("buckets/audit-logs"), file).Replace('\\', '/');
        return $"s3://audit-logs/{Uri.UnescapeDataString(path)}";
    }
}
