using System.Collections.Concurrent;
using System.Collections.Specialized;
using Quartz;
using Quartz.Impl;
using Quartz.Spi;

namespace InputHost.Serve;

/// <summary>Starts the scheduled runs of inputs.</summary>
internal sealed class RunScheduler(TimeProvider time)
{
    /// <summary>At the start of the program, the first runs of inputs with an interval are spread.</summary>
    private const int SpreadSeconds = 60;

    private readonly ConcurrentDictionary<string, ITrigger> _triggers = new(StringComparer.Ordinal);
    private IScheduler? _scheduler;

    /// <param name="start">Starts a run of an input, and returns at once.</param>
    /// <param name="cancellationToken">Cancels the start of the scheduler.</param>
    public async Task BeginAsync(Action<string> start, CancellationToken cancellationToken)
    {
        var factory = new StdSchedulerFactory(
            new NameValueCollection
            {
                ["quartz.scheduler.instanceName"] = "inputhost",
                ["quartz.threadPool.maxConcurrency"] = "2",
            }
        );
        _scheduler = await factory.GetScheduler(cancellationToken);
        _scheduler.JobFactory = new Jobs(start);
        await _scheduler.Start(cancellationToken);
    }

    public async Task EndAsync()
    {
        if (_scheduler is not null)
        {
            await _scheduler.Shutdown(waitForJobsToComplete: true);
        }
    }

    /// <summary>Applies the schedule of an input, which replaces its previous one.</summary>
    /// <param name="input">The input.</param>
    /// <param name="isNew">Whether the input was just saved: its interval then starts now, and is not spread.</param>
    public async Task SetAsync(StoredInput input, bool isNew)
    {
        var key = new JobKey(input.Id);
        await _scheduler!.DeleteJob(key);
        _triggers.TryRemove(input.Id, out _);
        if (!input.Schedule.IsSet)
        {
            return;
        }

        var trigger = TriggerOf(input, isNew);
        if (trigger.GetFireTimeAfter(time.GetUtcNow()) is null)
        {
            // The schedule has no future run.
            return;
        }

        await _scheduler.ScheduleJob(JobBuilder.Create<Job>().WithIdentity(key).Build(), trigger);
        _triggers[input.Id] = await _scheduler.GetTrigger(trigger.Key) ?? trigger;
    }

    public DateTimeOffset? Next(string input)
    {
        if (!_triggers.TryGetValue(input, out var trigger))
        {
            return null;
        }

        return trigger.GetFireTimeAfter(time.GetUtcNow());
    }

    private ITrigger TriggerOf(StoredInput input, bool isNew)
    {
        var builder = TriggerBuilder.Create().WithIdentity(input.Id);
        if (input.Schedule.Cron is { } cron)
        {
            return builder
                .WithCronSchedule(
                    cron,
                    schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireHandlingInstructionDoNothing()
                )
                .Build();
        }

        var seconds = input.Schedule.Every!.Value;
        var first = isNew ? seconds : Convert.ToInt32(input.Id[..4], 16) % Math.Min(seconds, SpreadSeconds);
        return builder
            .StartAt(time.GetUtcNow().AddSeconds(first))
            .WithSimpleSchedule(schedule =>
                schedule
                    .WithIntervalInSeconds(seconds)
                    .RepeatForever()
                    .WithMisfireHandlingInstructionNextWithRemainingCount()
            )
            .Build();
    }

    private sealed class Job(Action<string> start) : IJob
    {
        public Task Execute(IJobExecutionContext context)
        {
            start(context.JobDetail.Key.Name);
            return Task.CompletedTask;
        }
    }

    private sealed class Jobs(Action<string> start) : IJobFactory
    {
        public IJob NewJob(TriggerFiredBundle bundle, IScheduler scheduler) => new Job(start);

        public void ReturnJob(IJob job) { }
    }
}
