using InputSdk;

namespace InputHost;

/// <summary>An error that ends the host. The message is shown to the user.</summary>
internal sealed class HostException(ErrorKind kind, string message) : Exception(message)
{
    public ErrorKind Kind => kind;
}
