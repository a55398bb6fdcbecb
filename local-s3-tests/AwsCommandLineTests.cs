using Xunit;

namespace LocalS3Tests;

public sealed class AwsCommandLineTests
{
    [AwsCommandLineFact]
    public async Task The_aws_command_line_lists_and_copies()
    {
        string[] keys = ["2020-12-07T20:01 a+b%.gz", "folder/plain", "folder/é\U0001F600"];
        await using var bucket = await ServedBucket.StartAsync(keys);

        var buckets = await AwsCommandLine.RunAsync(bucket, "s3", "ls");
        Assert.EndsWith(ServedBucket.Name, buckets.TrimEnd(), StringComparison.Ordinal);

        var listing = await AwsCommandLine.RunAsync(
            bucket,
            "s3",
            "ls",
            "--recursive",
            "--page-size",
            "2",
            $"s3://{ServedBucket.Name}/"
        );
        var lines = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(keys.Length, lines.Length);
        Assert.All(keys.Zip(lines), pair => Assert.EndsWith(" " + pair.First, pair.Second, StringComparison.Ordinal));

        var top = await AwsCommandLine.RunAsync(bucket, "s3", "ls", $"s3://{ServedBucket.Name}/");
        Assert.Contains("PRE folder/", top, StringComparison.Ordinal);

        foreach (var key in keys)
        {
            await AwsCommandLine.RunAsync(bucket, "s3", "cp", $"s3://{ServedBucket.Name}/{key}", "copied");
            Assert.Equal($"content of {key}", await File.ReadAllTextAsync(Path.Join(bucket.Folder, "copied")));
        }
    }

    [AwsCommandLineFact]
    public async Task The_aws_command_line_syncs_a_large_file_in_ranges_and_assumes_a_role()
    {
        await using var bucket = await ServedBucket.StartAsync();
        var large = new string('x', 20_000_000);
        bucket.Put("day/large", large);
        await AwsCommandLine.RunAsync(bucket, "s3", "sync", $"s3://{ServedBucket.Name}/", "synced");
        Assert.Equal(large, await File.ReadAllTextAsync(Path.Join(bucket.Folder, "synced", "day", "large")));
        Assert.True(bucket.Server.Requests.Count(request => request.Operation == "GetObject") > 1);

        var assumed = await AwsCommandLine.RunAsync(
            bucket,
            "sts",
            "assume-role",
            "--role-arn",
            "arn:aws:iam::123456789012:role/reader",
            "--role-session-name",
            "here",
            "--external-id",
            "tenant-7"
        );
        Assert.Contains("\"SessionToken\"", assumed, StringComparison.Ordinal);
        Assert.Equal("tenant-7", bucket.Server.LastExternalId);
    }
}
