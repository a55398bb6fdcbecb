using System.Net;
using InputHost.Serve.Safety;
using Xunit;

namespace InputHost.Tests;

/// <summary>The limit of wrong tokens counts for a minute and for one address.</summary>
public sealed class FailedSignInTests
{
    [Fact]
    public void The_minute_starts_at_the_first_of_ten_wrong_tokens_and_applies_only_to_one_address()
    {
        var time = new ManualTime();
        var signIns = new FailedSignIns(time);
        for (var i = 0; i < FailedSignIns.MaxAttempts; i++)
        {
            Assert.Null(signIns.Register(Address(1), isRight: true));
            Assert.Null(signIns.Register(Address(1), isRight: false));
            time.Pass(seconds: 2);
        }

        Assert.Equal(TimeSpan.FromSeconds(40), signIns.Register(Address(1), isRight: true));
        Assert.Equal(TimeSpan.FromSeconds(40), signIns.Register(Address(1), isRight: false));
        Assert.Null(signIns.Register(Address(2), isRight: false));
        time.Pass(seconds: 39);
        Assert.Equal(TimeSpan.FromSeconds(1), signIns.Register(Address(1), isRight: true));
        time.Pass(seconds: 1);
        Assert.Null(signIns.Register(Address(1), isRight: true));

        // At most ten wrong tokens are accepted in any minute: that of the second one is not over.
        Assert.Null(signIns.Register(Address(1), isRight: false));
        Assert.Equal(TimeSpan.FromSeconds(2), signIns.Register(Address(1), isRight: true));
        time.Pass(seconds: 60);
        Assert.Null(signIns.Register(Address(1), isRight: false));
    }

    [Fact]
    public void The_number_of_addresses_is_limited_and_a_new_address_replaces_the_oldest()
    {
        var time = new ManualTime();
        var signIns = new FailedSignIns(time);
        for (var address = 0; address < FailedSignIns.MaxAddresses; address++)
        {
            FailOften(address);
            time.Pass(seconds: 0.01);
        }

        Assert.NotNull(signIns.Register(Address(0), isRight: true));
        FailOften(FailedSignIns.MaxAddresses);
        Assert.Null(signIns.Register(Address(0), isRight: true));
        Assert.NotNull(signIns.Register(Address(1), isRight: true));
        Assert.NotNull(signIns.Register(Address(FailedSignIns.MaxAddresses), isRight: true));

        void FailOften(int address)
        {
            for (var i = 0; i < FailedSignIns.MaxAttempts; i++)
            {
                Assert.Null(signIns.Register(Address(address), isRight: false));
            }
        }
    }

    private static IPAddress Address(int number) => new(0x0A00_0000L + number);

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
