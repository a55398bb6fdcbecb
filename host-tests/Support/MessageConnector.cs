using System.Runtime.CompilerServices;
using InputSdk;

namespace InputHost.Tests;

/// <summary>A connector that returns a given list of messages and events for each pass.</summary>
internal sealed class MessageConnector(params object[][] passes) : IInputConnector
{
    private int _pass;

    public ReadOnlyMemory<byte> Manifest => default;

    public IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.CompletedTask;
        foreach (var given in passes.ElementAtOrDefault(_pass++) ?? [])
        {
            switch (given)
            {
                case InputMessage message:
                    yield return message;
                    break;
                case InputEvent happened:
                    host.Report(happened);
                    break;
                case InputException fault:
                    throw fault;
            }
        }
    }
}
