using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>When the checkpoint has no space for another failed object, the error says only what helps now.</summary>
public sealed class ParkedLimitTests
{
    [Fact]
    public async Task The_error_has_the_cause_of_the_object_and_only_the_remedy_of_the_limit()
    {
        var limits = new Limits { Parked = 2 };
        var store = new MemoryStore();
        for (var day = 1; day <= 4; day++)
        {
            store.Put(Samples.Key(store.Now.AddDays(-day)), "no log"u8.ToArray(), store.Now.AddDays(-day));
        }

        var read = await Samples.ReadAsync(store, limits: limits);

        Assert.Equal(2, read.Skipped.Count);
        var error = Assert.IsType<InputError>(read.Error);
        Assert.Equal(ErrorCode.TooManyParked.Code, error.Code);
        Assert.Contains("2 objects are parked", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(ErrorCode.TooManyParked.Help, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ErrorCode.NotALog.Help, error.Message, StringComparison.Ordinal);
    }
}
