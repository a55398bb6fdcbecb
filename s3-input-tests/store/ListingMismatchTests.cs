using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Servers whose responses to GET contradict their listings. The listing counts, and no object is lost.
/// </summary>
[Collection(nameof(AwsEndpoint))]
public sealed class ListingMismatchTests
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly NumberedLogs _logs = new();
    private readonly CommittingHost _host = new(() =>
        new RedshiftAuditLogs { EngineLimits = new Limits { RequestRetries = 0 } }
    );

    [Theory]
    [InlineData(404)]
    [InlineData(412)]
    public async Task An_object_that_is_listed_but_never_found_is_retried_and_blocks_no_other(int status)
    {
        await using var s3 = new OddS3();
        var missing = Samples.Key(Noon.AddDays(-1));
        PutDays(s3, 3);
        s3.OnGet = (version, answer) => version.Key == missing ? new RawResponse { Status = status } : answer;
        var first = await _host.PassAsync();
        Assert.Null(first.Error);
        Assert.Equal(2, first.Objects.Count());
        Assert.Equal(
            (missing, SkipReason.Parked, "object.not_found"),
            (Assert.Single(first.Skipped).Origin.Object, first.Skipped[0].Reason, first.Skipped[0].Error!.Code)
        );

        s3.OnGet = (_, answer) => answer;
        await AssertEachOnceAsync(s3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_without_a_length_is_compared_with_the_listing(bool isCutOff)
    {
        await using var s3 = new OddS3();
        PutDays(s3, 2);
        s3.OnGet = (_, answer) =>
            answer with
            {
                OmitsLength = true,
                BytesSent = isCutOff ? answer.Body.Length - 1 : null,
            };
        var first = await _host.PassAsync();
        Assert.Equal(isCutOff ? 0 : 2, first.Objects.Count());
        s3.OnGet = (_, answer) => answer;
        await AssertEachOnceAsync(s3);
    }

    private void PutDays(OddS3 s3, int days)
    {
        s3.Store.Now = Noon;
        for (var day = 0; day < days; day++)
        {
            s3.Store.Put(Samples.Key(Noon.AddDays(-day)), _logs.Gzip(), Noon.AddDays(-day).AddMinutes(-30));
        }
    }

    private async Task AssertEachOnceAsync(OddS3 s3)
    {
        foreach (var hours in new[] { 3, 30 })
        {
            s3.Store.Now += TimeSpan.FromHours(hours);
            Assert.Null((await _host.PassAsync()).Error);
        }

        _logs.AssertEachOnce(_host.Records);
    }
}
