using InputSdk.S3.Buffering;
using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>Crashes, torn and growing state, and wrong clocks.</summary>
public sealed class StateScenarios : Scenario
{
    // All readers repeat records; Wazuh #2585 repeats up to a thousand files, without ids to recognize them.
    [Fact]
    public async Task S06_After_a_crash_before_a_checkpoint_only_uncovered_records_are_repeated_with_the_same_ids()
    {
        Limits = new Limits { CheckpointBytes = 2_000, BatchBytes = 700 };
        PutDays(8);
        var messages = (await Samples.ReadAsync(Store, limits: Limits)).Messages.Count;
        Assert.True(messages > 12);
        for (var pulled = 1; pulled < messages; pulled++)
        {
            var cut = await ReadResult.OfAsync(
                Samples.Connector(Store, Limits),
                new ReadRequest { Config = Samples.Config() },
                new TestHost(),
                pulled
            );
            var rest = await Samples.ReadAsync(Store, cut.Checkpoint, limits: Limits);
            var uncovered = cut
                .Messages.Skip(cut.Messages.FindLastIndex(message => message is CheckpointReached) + 1)
                .OfType<RecordBatch>()
                .Sum(batch => batch.Count);
            var ids = cut
                .Records.Concat(rest.Records)
                .GroupBy(record => RecordId.Of("input", "connectionlog", record.Origin), record => record)
                .ToList();
            Assert.All(ids, id => Assert.Single(id.Select(record => record.Json).Distinct()));
            Assert.Equal(uncovered, ids.Count(id => id.Count() > 1));
            Logs.AssertEachOnce(ids.Select(id => id.First()));
        }
    }

    // Logstash finds an empty file after a crash while writing it, and starts at 1970.
    [Fact]
    public async Task S07_A_checkpoint_that_was_torn_while_it_was_written_is_refused_and_the_read_does_not_start_over()
    {
        PutDays(3);
        await PassAsync();
        var whole = Checkpoint!;
        Store.Gets.Clear();
        for (var length = 0; length < whole.State.Length; length++)
        {
            var read = await Samples.ReadAsync(Store, whole with { State = whole.State[..length] });
            Assert.Equal(("checkpoint.damaged", ErrorKind.Checkpoint), (read.Error!.Code, read.Error.Kind));
            Assert.Empty(read.Messages);
        }

        Assert.Empty(Store.Gets);
        await AssertEachOnceAsync();
    }

    // Readers that store the highest time of the objects that finished first.
    [Fact]
    public async Task S08_Eight_fetches_that_finish_in_reverse_order_and_a_crash_lose_nothing()
    {
        Limits = new Limits { CheckpointBytes = 1, Requests = 8 };
        PutDays(24);
        var messages = (await Samples.ReadAsync(Store, limits: Limits)).Messages.Count;
        for (var pulled = 1; pulled < messages; pulled += 3)
        {
            FinishInReverse(eachOf: 8);
            var host = new CommittingHost(() => Samples.Connector(Store, Limits));
            await host.PassAsync(messages: pulled);
            FinishInReverse(eachOf: 8);
            await host.PassAsync();
            Logs.AssertEachOnce(host.Records);
        }
    }

    // beats #39116 #39052 keep a record for each existing object, up to 10 GB; Aiven #502.
    [Fact]
    public async Task S27_The_state_after_thousands_of_passes_is_as_small_as_after_a_few()
    {
        Limits = new Limits { Ids = 60 };
        var largest = new int[2];
        const int Passes = 3_000;
        for (var hour = 0; hour < Passes; hour++)
        {
            Store.Now = Noon.AddHours(hour);
            Put(Samples.Key(Store.Now), rows: 1);
            for (var i = 0; hour % 200 == 50 && i < 150; i++)
            {
                Put(Samples.Key(Store.Now, $"burst{i}"), rows: 1);
            }

            if (hour % 10 == 0)
            {
                Store.Put(Samples.Key(Store.Now, "broken"), Samples.Log()[..30]);
            }

            foreach (
                var key in hour < 48
                    ? []
                    : Store
                        .Keys.Where(key =>
                            key.Contains($"/{Noon.AddHours(hour - 48):yyyy/MM/dd}/", StringComparison.Ordinal)
                        )
                        .ToList()
            )
            {
                Store.Delete(key);
            }

            var read = await PassAsync();
            Assert.Null(read.Error);
            largest[hour * 2 / Passes] = Math.Max(largest[hour * 2 / Passes], Checkpoint!.State.Length);
        }

        Assert.InRange(largest[1], 1, largest[0]);
        Assert.InRange(largest[0], 1, 12_000);
        await AssertEachOnceAsync();
    }

    // Logstash and NiFi use the clock of their machine; Airbyte uses its local time.
    [Theory]
    [InlineData(-24)]
    [InlineData(0)]
    [InlineData(24)]
    public async Task S28_A_local_clock_that_is_a_day_off_and_objects_with_future_times_have_no_effect(int hoursOff)
    {
        var local = new TestHost();
        var host = new CommittingHost(() => Samples.Connector(Store)) { Host = local };
        PutDays(5);
        Put(Samples.Key(Noon, "ahead"), Noon.AddHours(2));
        Put(Samples.Key(Noon, "far-ahead"), Noon.AddDays(2));
        for (var hour = 0; hour < 80; hour++)
        {
            Store.Now = Noon.AddHours(hour);
            local.Clock.Now = Store.Now.AddHours(hoursOff);
            Put(Samples.Key(Store.Now, "steady"), Store.Now.AddMinutes(-40));
            Assert.Null((await host.PassAsync()).Error);
        }

        Logs.AssertEachOnce(host.Records);
        Assert.DoesNotContain(local.Events, inputEvent => inputEvent.Level == EventLevel.Warning);
    }

    /// <summary>In each group of neighbors in key order, a body is returned only after the next one.</summary>
    private void FinishInReverse(int eachOf)
    {
        var keys = Store.Keys.ToList();
        var ends = keys.ToDictionary(
            key => key,
            _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            StringComparer.Ordinal
        );
        Store.OnBody = (version, body) =>
        {
            var at = keys.IndexOf(version.Key);
            var isLast = at % eachOf == eachOf - 1 || at == keys.Count - 1;
            return new BodyAfterTask(body, isLast ? Task.CompletedTask : ends[keys[at + 1]].Task, ends[version.Key]);
        };
    }

    private sealed class BodyAfterTask(Stream body, Task other, TaskCompletionSource end) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await other.WaitAsync(cancellationToken);
            var read = await body.ReadAsync(buffer, cancellationToken);
            if (read == 0 && !buffer.IsEmpty)
            {
                end.TrySetResult();
            }

            return read;
        }
    }
}
