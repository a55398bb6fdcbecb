using System.Net;

namespace InputHost.Serve.Safety;

/// <summary>The names of this machine that only its own users can reach.</summary>
internal static class Loopback
{
    /// <param name="host">The host of a URL or of a Host header without a port: a name or an address.</param>
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
