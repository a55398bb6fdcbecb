using System.Net.Sockets;
using System.Text;
using InputHost.Health;
using Xunit;

namespace InputHost.Tests;

/// <summary>The messages for systemd, received on a socket as systemd does.</summary>
public sealed class ServiceNotifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notify-").FullName;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ServiceNotifierTests() => _socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "notify")));

    public void Dispose()
    {
        _socket.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [LinuxFact("there is no systemd.")]
    public void A_service_reports_its_start_its_state_and_its_end()
    {
        using (var service = ServiceNotifier.FromEnvironment(Environment))
        {
            service.Ready("Reading\nlogs", () => true, TimeProvider.System);
            service.Status("5 records");
            Assert.Equal("READY=1\nSTATUS=Reading\uFFFDlogs", Received());
            Assert.Equal("STATUS=5 records", Received());
        }

        Assert.Equal("STOPPING=1", Received());
    }

    [LinuxFact("there is no systemd.")]
    public void The_watchdog_is_answered_at_half_of_its_interval_while_the_service_works()
    {
        var (time, isAlive) = (new ManualTimers(), true);
        using var service = ServiceNotifier.FromEnvironment(name =>
            name == "WATCHDOG_USEC" ? "60000000" : Environment(name)
        );
        service.Ready("Reading", () => isAlive, time);
        Assert.StartsWith("READY=1", Received(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), time.Period);
        time.Fire();
        Assert.Equal("WATCHDOG=1", Received());
        isAlive = false;
        time.Fire();
        service.Status("end");
        Assert.Equal("STATUS=end", Received());
    }

    [LinuxFact("there is no systemd.")]
    public void Nothing_is_sent_without_systemd_and_a_watchdog_of_another_process_is_ignored()
    {
        using var none = ServiceNotifier.FromEnvironment(_ => null);
        none.Ready("Reading", () => true, TimeProvider.System);
        var time = new ManualTimers();
        using var other = ServiceNotifier.FromEnvironment(name =>
            name switch
            {
                "WATCHDOG_USEC" => "60000000",
                "WATCHDOG_PID" => "1",
                _ => Environment(name),
            }
        );
        other.Ready("Reading", () => true, time);
        Assert.Null(time.Period);
    }

    [LinuxFact("there is no systemd.")]
    public void A_socket_that_does_not_exist_is_an_error_that_names_it()
    {
        var error = Assert.Throws<HostException>(() =>
            ServiceNotifier.FromEnvironment(name => name == "NOTIFY_SOCKET" ? $"{_folder}/other" : null)
        );
        Assert.StartsWith($"The socket {_folder}/other in NOTIFY_SOCKET", error.Message, StringComparison.Ordinal);
    }

    private string? Environment(string name) => name == "NOTIFY_SOCKET" ? Path.Combine(_folder, "notify") : null;

    private string Received()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer));
    }

    /// <summary>A clock whose timer fires when a test says so.</summary>
    private sealed class ManualTimers : TimeProvider
    {
        private TimerCallback? _callback;

        public TimeSpan? Period { get; private set; }

        public void Fire() => _callback!(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, Period) = (callback, period);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
