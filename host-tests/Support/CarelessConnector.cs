using System.Runtime.CompilerServices;
using InputSdk;

namespace InputHost.Tests;

/// <summary>
/// A connector that looks at no setting. It carries whatever manifest lies beside it, so that a test can
/// ship this assembly as a plugin.
/// </summary>
public sealed class CarelessConnector : IInputConnector
{
    public ReadOnlyMemory<byte> Manifest => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(typeof(CarelessConnector).Assembly.Location)!, "manifest.json"));

    public async IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config, IInputHost host, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request, IInputHost host, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield break;
    }
}

/// <summary>A connector that holds on to the thread which calls it.</summary>
public sealed class HangingConnector : IInputConnector
{
    public ReadOnlyMemory<byte> Manifest => default;

    public IAsyncEnumerable<CheckStep> CheckAsync(InputConfig config, IInputHost host, CancellationToken cancellationToken = default)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(CancellationToken.None);
        throw new NotSupportedException();
    }

    public IAsyncEnumerable<InputMessage> ReadAsync(ReadRequest request, IInputHost host, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
