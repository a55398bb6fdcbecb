using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace InputHost.Health;

/// <summary>
/// Reports the state of a service with <c>Type=notify</c> to systemd, and notifies its watchdog:
/// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
/// Does nothing if systemd did not start the program.
/// </summary>
internal sealed class ServiceNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly TimeSpan? _watchdog;
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _isDisposed;

    private ServiceNotifier(Socket? socket, TimeSpan? watchdog) => (_socket, _watchdog) = (socket, watchdog);

    /// <exception cref="HostException">The socket that systemd specified cannot be used.</exception>
    public static ServiceNotifier FromEnvironment(Func<string, string?> environment)
    {
        if (environment("NOTIFY_SOCKET") is not { Length: > 1 } address)
        {
            return new ServiceNotifier(socket: null, watchdog: null);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // A name that starts with @ is in the abstract namespace, which starts with a zero byte.
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new HostException(
                InputSdk.ErrorKind.Config,
                $"The socket {address} in NOTIFY_SOCKET cannot be used: {e.Message} "
                    + "Start the program with systemd, or unset the variable."
            );
        }

        return new ServiceNotifier(socket, Watchdog(environment));
    }

    /// <summary>Sends that the service is ready, and starts to notify the watchdog.</summary>
    /// <param name="status">A line for <c>systemctl status</c>.</param>
    /// <param name="isAlive">Whether the service still works. If not, the watchdog restarts it.</param>
    /// <param name="time">The clock.</param>
    public void Ready(string status, Func<bool> isAlive, TimeProvider time)
    {
        Send($"READY=1\nSTATUS={Line(status)}");
        if (_watchdog is { } interval)
        {
            var half = interval / 2;
            _timer = time.CreateTimer(_ => Send(isAlive() ? "WATCHDOG=1" : ""), state: null, half, half);
        }
    }

    public void Status(string status) => Send($"STATUS={Line(status)}");

    public void Dispose()
    {
        _timer?.Dispose();
        Send("STOPPING=1");
        lock (_lock)
        {
            _isDisposed = true;
            _socket?.Dispose();
        }
    }

    private static TimeSpan? Watchdog(Func<string, string?> environment)
    {
        var isOther =
            environment("WATCHDOG_PID") is { Length: > 0 } process
            && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return
            !isOther
            && long.TryParse(environment("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds)
            && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private static string Line(string text) => Terminal.StripControlCharacters(text);

    private void Send(string text)
    {
        lock (_lock)
        {
            if (_socket is null || _isDisposed || text.Length == 0)
            {
                return;
            }

            try
            {
                _socket.Send(Encoding.UTF8.GetBytes(text));
            }
            catch (SocketException e)
            {
                // systemd can be restarting. If no message reaches it, its watchdog restarts the service.
                Console.Error.WriteLine($"inputhost: systemd could not be notified: {e.Message}");
            }
        }
    }
}
