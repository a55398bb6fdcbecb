using System.IO.Compression;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Any call of the store fails, once or from then on, with any error. When the source is available again, a host that
/// commits records with checkpoints has every record exactly once.
/// </summary>
public sealed class FailingCallTests
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    // Some objects fit into a window, and some are read in pieces, with checkpoints inside.
    private static readonly Limits Tiny = new()
    {
        WholeObjectBytes = 1_000,
        PieceBytes = 300,
        WholeBodyBytes = 400,
        LineBytes = 1_000,
        BatchBytes = 400,
        CheckpointBytes = 1,
        Requests = 3,
    };

    public static TheoryData<string, bool, bool> Faults
    {
        get
        {
            var faults = new TheoryData<string, bool, bool>();
            foreach (var code in new[] { "s3.unavailable", "s3.get_denied", "object.body_failed" })
            {
                foreach (var polls in new[] { false, true })
                {
                    faults.Add(code, polls, false);
                    faults.Add(code, polls, true);
                }
            }

            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failing_call_loses_and_repeats_no_record(string code, bool polls, bool forGood)
    {
        var error = ErrorCode.All.Single(known => known.Code == code);
        using var undisturbed = new FailingCallRun(polls);
        await undisturbed.BeginAsync();
        var calls = await undisturbed.PassAsync(_ => { });
        await undisturbed.FinishAsync();
        Assert.Equal(polls, undisturbed.Polled);
        Assert.True(calls > 80, $"only {calls} calls");

        for (var failing = 1; failing <= calls; failing++)
        {
            using var trial = new FailingCallRun(polls);
            await trial.BeginAsync();
            await trial.PassAsync(call => Fail(forGood ? call >= failing : call == failing));
            for (var more = 0; forGood && more < 3; more++)
            {
                await trial.PassAsync(_ => Fail(true));
            }

            await trial.FinishAsync();
            try
            {
                Assert.Equal(undisturbed.Records, trial.Records);
                Assert.Equal(undisturbed.Rejected, trial.Rejected);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                Assert.Fail($"Call {failing} of {calls} failed: {e.Message}");
            }
        }

        void Fail(bool now) => _ = now ? throw Errors.Of(error, "It failed.") : false;
    }

    /// <summary>One bucket and one host, from the first pass.</summary>
    private sealed class FailingCallRun(bool polls) : IDisposable
    {
        private readonly MemoryStore _store = new() { Now = Noon, ChunkSize = 90 };
        private CountingStore? _watched;
        private CommittingHost _host = null!;

        public bool Polled { get; private set; }

        public IEnumerable<(RecordOrigin, string)> Records =>
            _host
                .Records.OrderBy(record => record.Origin.Object, KeyOrder.Instance)
                .ThenBy(record => record.Origin.Ordinal);

        public IEnumerable<RecordOrigin> Rejected =>
            _host
                .Rejected.Select(line => line.Origin)
                .OrderBy(origin => origin.Object, KeyOrder.Instance)
                .ThenBy(origin => origin.Ordinal);

        /// <summary>Before a poll, runs a pass that takes many requests.</summary>
        public async Task BeginAsync()
        {
            _host = new CommittingHost(() => Samples.Connector(_watched!, Tiny));
            if (polls)
            {
                _store.PageSize = 1;
                Put(Noon.AddDays(-3), Noon.AddDays(-3), 3);
                await PassAsync(_ => { });
                _store.Now = Noon.AddMinutes(1);
            }

            _store.PageSize = 2;
            for (var i = 0; i < 6; i++)
            {
                var day = polls ? Noon.AddMinutes(i) : Noon.AddDays(i - 5);
                Put(day, polls || i > 3 ? Noon.AddMinutes(-i) : day, rows: i % 2 == 0 ? 2 : 9);
            }
        }

        public async Task<int> PassAsync(Action<int> before)
        {
            _store.Lists.Clear();
            _watched = new CountingStore(_store, before);
            await _host.PassAsync(following: polls);
            Polled = !_store.Lists.Exists(list => list.Folders);
            return _watched.Calls;
        }

        /// <summary>The source is available. Parked objects become due in turn.</summary>
        public async Task FinishAsync()
        {
            var polled = Polled;
            foreach (var hours in new[] { 2, 30, 30 })
            {
                _store.Now += TimeSpan.FromHours(hours);
                await PassAsync(_ => { });
            }

            Polled = polled;
        }

        public void Dispose()
        {
            _watched?.Dispose();
            _store.Dispose();
        }

        private void Put(DateTimeOffset day, DateTimeOffset lastModified, int rows)
        {
            byte[] text = [.. Samples.Rows(1, rows), .. "no row\n"u8, .. Samples.Rows(100, 1)];
            _store.Put(Samples.Key(day, $"c{rows}"), Samples.Gzip(text, CompressionLevel.NoCompression), lastModified);
        }
    }
}
