using InputSdk.S3.Read.Capacity;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Resources that several reads share are granted in the order of the requests, and never beyond the limit.
/// </summary>
public sealed class QuotaTests
{
    [Fact]
    public void Requests_are_granted_in_order_even_if_a_later_one_needs_less()
    {
        var quota = new Quota(10, work => work());
        Assert.Null(quota.Take(8));
        var large = quota.Take(5)!;
        var small = quota.Take(1)!;
        Assert.False(large.Granted.IsCompleted || small.Granted.IsCompleted);
        quota.Return(8);
        Assert.True(large.Granted.IsCompletedSuccessfully && small.Granted.IsCompletedSuccessfully);
        Assert.Equal(6, quota.Taken);
    }

    [Fact]
    public void An_exempt_request_exceeds_the_limit_and_no_longer_blocks_those_after_it()
    {
        var quota = new Quota(10, work => work());
        Assert.Null(quota.Take(9));
        var large = quota.Take(20)!;
        var small = quota.Take(1)!;
        large.GrantBeyondLimit();
        Assert.True(large.Granted.IsCompletedSuccessfully);
        Assert.False(small.Granted.IsCompleted);
        quota.Return(20);
        Assert.True(small.Granted.IsCompletedSuccessfully);
        large.GrantBeyondLimit();
        Assert.Equal(10, quota.Taken);
    }

    [Fact]
    public void A_higher_limit_grants_waiting_requests_and_a_lower_one_revokes_none()
    {
        var quota = new Quota(1, work => work());
        Assert.Null(quota.Take(1));
        var waits = quota.Take(1)!;
        Assert.True(quota.IsShort);
        quota.Most = 2;
        Assert.True(waits.Granted.IsCompletedSuccessfully);
        quota.Most = 1;
        Assert.Equal(2, quota.Taken);
        quota.Return(1);
        Assert.NotNull(quota.Take(1));
    }

    [Fact]
    public void A_wait_ends_when_it_is_canceled_even_if_others_hold_the_quota()
    {
        using var stop = new CancellationTokenSource();
        var quota = new Quota(1, work => work());
        Assert.Null(quota.Take(1));
        var wait = quota.TakeAsync(1, cancellationToken: stop.Token);
        Assert.False(wait.IsCompleted);
        stop.Cancel();
        Assert.True(wait.IsCompletedSuccessfully);
        quota.Return(2);
        Assert.Equal(0, quota.Taken);
    }

    [Fact]
    public void Waiting_requests_get_more_when_there_is_enough_for_several_of_them()
    {
        var quota = new Quota(10, work => work(), resumesAt: 5);
        Assert.Null(quota.Take(10));
        var (first, second, third) = (quota.Take(1)!, quota.Take(3)!, quota.Take(2)!);
        quota.Return(4);
        Assert.False(first.Granted.IsCompleted);
        quota.Return(1);
        Assert.True(first.Granted.IsCompletedSuccessfully && second.Granted.IsCompletedSuccessfully);
        Assert.False(third.Granted.IsCompleted);
        Assert.Equal(9, quota.Taken);
    }

    [Fact]
    public async Task Many_concurrent_readers_never_exceed_the_limit()
    {
        var (quota, taken, most) = (new Quota(7, ReadCapacity.ToPool), 0L, 0L);
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(seed =>
                    Task.Run(async () =>
                    {
                        var random = new Random(seed);
                        for (var i = 0; i < 200; i++)
                        {
                            var amount = random.Next(1, 5);
                            if (quota.Take(amount) is { } wait)
                            {
                                await wait.Granted;
                            }

                            InterlockedMax(ref most, Interlocked.Add(ref taken, amount));
                            await Task.Yield();
                            Interlocked.Add(ref taken, -amount);
                            quota.Return(amount);
                        }
                    })
                )
        );
        Assert.InRange(most, 1, 7);
        Assert.Equal(0, quota.Taken);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
