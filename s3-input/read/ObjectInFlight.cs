using System.Diagnostics;
using System.Runtime.ExceptionServices;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>
/// One object in progress, shared by the worker that reads it ahead (<see cref="ObjectWorker"/>) and the pass that
/// takes its output in order. The pass can take output only after <see cref="Release"/>.
/// </summary>
/// <param name="version">The object.</param>
/// <param name="prefix">The prefix under which it was listed.</param>
/// <param name="linesDone">The number of its lines that an earlier pass delivered.</param>
/// <param name="changed">Set when output can be taken.</param>
/// <param name="context">The context of the pass.</param>
/// <param name="cancellationToken">Cancels the work on all objects.</param>
internal sealed class ObjectInFlight(
    ObjectVersion version,
    string prefix,
    long linesDone,
    Signal changed,
    ReadContext context,
    CancellationToken cancellationToken
) : IDisposable
{
    private readonly Lock _access = new();
    private readonly Queue<Piece> _pieces = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private QuotaWait? _waits;
    private TaskCompletionSource? _parsed;
    private int _parsing;
    private int _next;
    private int _rejectedTaken;
    private ObjectResult? _end;

    public ObjectVersion Version { get; } = version;

    public string Prefix { get; } = prefix;

    public long LinesDone { get; } = linesDone;

    /// <summary>It is the next object in order, so later objects wait for it.</summary>
    public bool IsTurn { get; private set; }

    /// <summary>Its output can be taken: it was verified, or it is too large to be verified first.</summary>
    public bool IsReleased { get; private set; }

    /// <summary>It was verified completely before any output was taken.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The parsed text can be a log.</summary>
    public bool IsLog { get; private set; }

    /// <summary>The parsed data is probably not text.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>The number of rejected lines in the parsed pieces.</summary>
    public int Rejected { get; private set; }

    /// <summary>The number of lines of the object up to the end of the taken output.</summary>
    public long LinesTaken { get; private set; } = linesDone;

    public long BlankLines { get; private set; }

    /// <summary>The server did not find it.</summary>
    public bool IsMissing
    {
        get
        {
            lock (_access)
            {
                return _end?.Missing is not null;
            }
        }
    }

    /// <summary>Its next output or its end is known.</summary>
    public bool IsReady
    {
        get
        {
            lock (_access)
            {
                return IsReleased || _end is not null;
            }
        }
    }

    /// <summary>Canceled when the work on the object must stop.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Stops the worker, because the rest of the output is not needed.</summary>
    public void Stop()
    {
        _stop.Cancel();
        StartTurn();
    }

    /// <summary>
    /// Makes it the next object in order. It no longer waits for shared capacity, because later objects wait for it.
    /// </summary>
    public void StartTurn()
    {
        QuotaWait? waits;
        lock (_access)
        {
            (IsTurn, waits) = (true, _waits);
        }

        waits?.GrantBeyondLimit();
    }

    /// <summary>
    /// Takes an amount of a quota that is returned only after output was delivered. The next object in order does not
    /// wait.
    /// </summary>
    public async ValueTask TakeAsync(Quota quota, long amount)
    {
        if (quota.Take(amount) is not { } wait)
        {
            return;
        }

        bool isTurn;
        lock (_access)
        {
            (isTurn, _waits) = (IsTurn, wait);
        }

        if (isTurn)
        {
            wait.GrantBeyondLimit();
        }

        await wait.Granted;
    }

    /// <summary>Adds a decoded piece, which is parsed next.</summary>
    public void Add(Piece piece)
    {
        lock (_access)
        {
            _pieces.Enqueue(piece);
            _parsing++;
        }
    }

    /// <summary>Adds the results of a parsed piece.</summary>
    public void Parsed(Piece piece)
    {
        TaskCompletionSource? parsed = null;
        bool canBeTaken;
        lock (_access)
        {
            piece.IsParsed = true;
            IsLog |= piece.IsLog;
            IsBinary |= piece.LooksBinary;
            Rejected += piece.Rejected;
            canBeTaken = IsTurn && IsReleased;
            if (--_parsing == 0)
            {
                (parsed, _parsed) = (_parsed, null);
            }
        }

        if (parsed is not null)
        {
            context.Capacity.Post(parsed.SetResult);
        }

        if (canBeTaken)
        {
            changed.Set();
        }
    }

    /// <summary>Waits until every added piece is parsed.</summary>
    public Task ParsedAsync()
    {
        lock (_access)
        {
            if (_parsing == 0)
            {
                return Task.CompletedTask;
            }

            _parsed ??= new TaskCompletionSource();
            return _parsed.Task;
        }
    }

    /// <summary>Allows the pass to take output.</summary>
    /// <param name="isWhole">The object was read and verified completely.</param>
    public void Release(bool isWhole)
    {
        lock (_access)
        {
            (IsReleased, IsWhole) = (true, isWhole);
        }

        changed.Set();
    }

    /// <summary>Sets the result. The worker has ended, and every piece was parsed.</summary>
    public void End(ObjectResult end)
    {
        lock (_access)
        {
            Debug.Assert(_parsing == 0, "A piece is parsed after its object has ended.");
            _end = end;
        }

        changed.Set();
    }

    /// <summary>
    /// Disposes of the remaining pieces: the object is read again from its start, or the pass has ended.
    /// </summary>
    public void Discard()
    {
        lock (_access)
        {
            Debug.Assert(_parsing == 0, "A piece is discarded while it is parsed.");
            while (_pieces.TryDequeue(out var piece))
            {
                Drop(piece);
            }

            (_next, IsLog, IsBinary, Rejected) = (0, false, false, 0);
        }
    }

    /// <summary>Takes the next batch or rejected line. It is valid until the next call.</summary>
    /// <param name="taken">The batch or rejected line, and the piece it is in; null at the end of the object.</param>
    /// <param name="end">The result, at the end of the object.</param>
    /// <returns>False if neither is known yet.</returns>
    public bool TryTake(out (Piece Piece, PieceOutput Product)? taken, out ObjectResult? end)
    {
        (taken, end) = (null, null);
        lock (_access)
        {
            while (IsReleased && _pieces.TryPeek(out var piece))
            {
                if (!piece.IsParsed)
                {
                    return false;
                }

                piece.Unexpected?.Throw();
                if (_next < piece.Outputs.Count)
                {
                    if (piece.Outputs[_next].Error is not null && _rejectedTaken++ == context.Limits.RejectedLines)
                    {
                        end = new ObjectResult { Fault = TooManyRejected() };
                        return true;
                    }

                    taken = (piece, piece.Outputs[_next++]);
                    LinesTaken = Math.Max(LinesTaken, taken.Value.Product.LinesAfter);
                    return true;
                }

                (LinesTaken, BlankLines, _next) = (
                    Math.Max(LinesTaken, piece.LinesAfter),
                    BlankLines + piece.BlankLines,
                    0
                );
                end = piece.Fault is { } fault ? new ObjectResult { Fault = fault } : null;
                Drop(_pieces.Dequeue());
                if (end is not null)
                {
                    return true;
                }
            }

            end = _end;
            end?.Unexpected?.Throw();
            return end is not null;
        }
    }

    public void Dispose()
    {
        Discard();
        _stop.Dispose();
    }

    private InputError TooManyRejected() =>
        Errors
            .Of(
                ErrorCode.NotALog,
                $"{context.DisplayNameOf(Version)}: {context.Limits.RejectedLines} lines up to line {LinesTaken} "
                    + $"could not be read as rows of the {context.Config.Log.Title.ToLowerInvariant()}. "
                    + "The next attempt continues after them."
            )
            .Error;

    private void Drop(Piece piece)
    {
        context.Capacity.Bytes.Return(piece.Reserved);
        piece.Dispose();
    }
}

/// <summary>The result of reading an object. No property is set if it was read to its end.</summary>
internal sealed record ObjectResult
{
    public SkipReason? Skip { get; init; }

    public InputError? Fault { get; init; }

    /// <summary>The response by which the server reports that the version does not exist; null if it exists.</summary>
    public string? Missing { get; init; }

    /// <summary>A bug of the program.</summary>
    public ExceptionDispatchInfo? Unexpected { get; init; }
}
