using Xunit;

namespace LocalS3Tests;

public sealed class LatencyTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_request_is_answered_when_the_latency_has_passed_and_not_before()
    {
        var time = new GatedTime();
        await using var bucket = await ServedBucket.StartAsync(
            ["a"],
            options => options with { Latency = Latency, Time = time }
        );
        var answer = bucket.GetAsync("a");
        var letGo = await time.Waiting;
        Assert.Equal(Latency, time.DueTime);
        Assert.False(answer.IsCompleted);
        letGo();
        Assert.Equal("content of a", await answer);
    }

    [Fact]
    public async Task Requests_wait_concurrently()
    {
        var time = new GatedTime(waiting: 16);
        await using var bucket = await ServedBucket.StartAsync(
            ["a"],
            options => options with { Latency = Latency, Time = time }
        );
        var answers = Enumerable.Range(0, 16).Select(_ => bucket.GetAsync("a")).ToList();
        (await time.Waiting)();
        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("content of a", answer));
    }

    /// <summary>A clock whose timers fire when all expected timers are set and the test releases them.</summary>
    private sealed class GatedTime(int waiting = 1) : TimeProvider
    {
        private readonly TaskCompletionSource<Action> _waiting = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];

        public TimeSpan DueTime { get; private set; }

        /// <summary>Releases the timers. A server that does not wait for them fails the test after a timeout.</summary>
        public Task<Action> Waiting => _waiting.Task.WaitAsync(TimeSpan.FromSeconds(30), System);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_timers)
            {
                DueTime = dueTime;
                _timers.Add((callback, state));
                if (_timers.Count == waiting)
                {
                    _waiting.SetResult(() => _timers.ForEach(timer => timer.Callback(timer.State)));
                }
            }

            return System.CreateTimer(_ => { }, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
