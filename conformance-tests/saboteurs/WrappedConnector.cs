using System.Runtime.CompilerServices;
using InputSdk;

namespace ConformanceTests;

/// <summary>Wraps a correct connector and changes one behavior.</summary>
internal class WrappedConnector(IInputConnector inner) : IInputConnector
{
    public ReadOnlyMemory<byte> OwnManifest { get; init; }

    public virtual ReadOnlyMemory<byte> Manifest => OwnManifest.IsEmpty ? inner.Manifest : OwnManifest;

    /// <summary>Changes the request of a read.</summary>
    public Func<ReadRequest, ReadRequest> Request { get; init; } = request => request;

    /// <summary>Changes the messages of a read.</summary>
    public Func<ReadRequest, Func<InputMessage, IEnumerable<InputMessage>>> Messages { get; init; } =
        _ => message => [message];

    /// <summary>Changes the error of a read.</summary>
    public Func<ReadRequest, InputException, Exception> Error { get; init; } = (_, e) => e;

    /// <summary>Changes a step of the connection test.</summary>
    public Func<InputConfig, CheckStep, CheckStep> Step { get; init; } = (_, step) => step;

    public bool IgnoresCancellation { get; init; }

    public Action<IInputHost, ReadRequest> OnRead { get; init; } = (_, _) => { };

    public async IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var step in inner.CheckAsync(config, host, cancellationToken))
        {
            yield return Step(config, step);
        }
    }

    public virtual async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        OnRead(host, request);
        var change = Messages(request);
        await using var messages = inner
            .ReadAsync(Request(request), host, IgnoresCancellation ? default : cancellationToken)
            .GetAsyncEnumerator(default);
        while (true)
        {
            try
            {
                if (!await messages.MoveNextAsync())
                {
                    break;
                }
            }
            catch (InputException e)
            {
                throw Error(request, e);
            }

            foreach (var message in change(messages.Current))
            {
                yield return message;
            }
        }
    }
}
