using System.Collections.Concurrent;
using InputHost.Serve.Inputs;
using Quartz;
using Quartz.Extensibility;

namespace InputHost.Serve.Runs;

/// <summary>Starts the scheduled runs of inputs.</summary>
internal sealed class RunScheduler(TimeProvider time)
{
    /// <summary>At the start of the program, the first runs of inputs with an interval are spread.</summary>
    private const int SpreadSeconds = 60;

    private const int MaxStartsAtOnce = 2;

    private readonly ConcurrentDictionary<string, ITrigger> _triggers = new(StringComparer.Ordinal);
    private IScheduler? _scheduler;

    /// <param name="start">Starts a run of an input, and returns at once.</param>
    /// <param name="cancellationToken">Cancels the start of the scheduler.</param>
    public async Task BeginAsync(Action<string> start, CancellationToken cancellationToken)
    {
        _scheduler = await QuartzSchedulerBuilder
            .Create(scheduler =>
            {
                scheduler.ConfigureScheduler(options => options.InstanceName = "inputhost");
                scheduler.UseDefaultThreadPool(MaxStartsAtOnce);
                scheduler.UseTimeProvider(time);
                scheduler.UseJobFactory(new Jobs(start));
            })
            .BuildScheduler(cancellationToken);
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

        ITrigger trigger;
        try
        {
            trigger = TriggerOf(input, isNew);
        }
        catch (FormatException e)
        {
            // An earlier version can have stored an expression that this version refuses. All other inputs continue.
            Console.Error.WriteLine(
                $"inputhost: The cron expression {input.Schedule.Cron} of the input {input.Id} cannot be read "
                    + $"({e.Message}). The input has no scheduled runs. Change its schedule."
            );
            return;
        }

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
        var builder = TriggerBuilder.Create(time).WithIdentity(input.Id);
        if (input.Schedule.Cron is { } cron)
        {
            return builder
                .WithCronSchedule(
                    cron,
                    schedule =>
                        schedule
                            .InTimeZone(TimeZoneInfo.Utc)
                            .WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)
                )
                .Build();
        }

        var seconds = input.Schedule.Every!.Value;
        var first = isNew ? seconds : Convert.ToInt32(input.Id[..4], 16) % Math.Min(seconds, SpreadSeconds);
        return builder
            .StartAt(time.GetUtcNow().AddSeconds(first))
            .WithSimpleSchedule(schedule =>
                schedule
                    .WithInterval(TimeSpan.FromSeconds(seconds))
                    .RepeatForever()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)
            )
            .Build();
    }

    private sealed class Job(Action<string> start) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            start(context.JobDetail.Key.Name);
            return default;
        }
    }

    private sealed class Jobs(Action<string> start) : IJobFactory
    {
        public ValueTask<JobScope> CreateJob(
            TriggerFiredBundle bundle,
            IScheduler scheduler,
            CancellationToken cancellationToken = default
        ) => new(new JobScope(new Job(start)));

        public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => default;
    }
}
