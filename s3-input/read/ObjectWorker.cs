using System.Runtime.ExceptionServices;

namespace InputSdk.S3;

/// <summary>
/// Fetches, decodes and parses one object. The worker that decoded a piece also parses it, while another one decodes
/// the next if a core is free: so one large object uses several cores, and its text stays in their caches.
/// </summary>
internal sealed class ObjectWorker(ObjectInFlight read, WorkerContext tools)
{
    private readonly Limits _limits = tools.Context.Limits;
    private readonly ReadCapacity _capacity = tools.Context.Capacity;
    private readonly ObjectVersion _version = read.Version;
    private readonly ObjectLines _lines = new($"s3://{tools.Context.Config.Bucket}/{read.Version.Key}", read.LinesDone);

    private bool IsLarge => _version.Size > _limits.WholeBodyBytes;

    /// <summary>Reads the object. Does not throw.</summary>
    public async Task RunAsync()
    {
        ObjectResult end;
        try
        {
            end =
                _version.Size == 0 ? new ObjectResult { Skip = SkipReason.Empty }
                : _version.IsArchived && !tools.TriesArchived ? new ObjectResult { Skip = SkipReason.Archived }
                : await ReadAsync();
        }
        catch (ObjectUnreadableException e)
        {
            end = new ObjectResult { Skip = e.Reason };
        }
        catch (ObjectMissingException e)
        {
            end = new ObjectResult { Missing = e.Message };
        }
        catch (InputException e)
        {
            end = new ObjectResult { Fault = e.Error };
        }
        catch (Exception e)
        {
            end = new ObjectResult { Unexpected = ExceptionDispatchInfo.Capture(e) };
        }

        await read.ParsedAsync();
        read.End(end);
    }

    private async Task<ObjectResult> ReadAsync()
    {
        try
        {
            await ReadOnceAsync();
        }
        catch (InputException e) when (e.Error.Code == ErrorCode.BodyFailed.Code && !read.IsReleased)
        {
            // Most connections that break off are as good as new at once.
            await read.ParsedAsync();
            read.Discard();
            await ReadOnceAsync();
        }

        return new ObjectResult();
    }

    private async Task ReadOnceAsync()
    {
        var (shared, amount) = IsLarge ? (_capacity.Streams, 1) : (_capacity.Bytes, _version.Size);
        await read.TakeAsync(shared, amount);
        try
        {
            await using var text = new DecodedObject(await FetchAsync(), _version.Size, _lines.DisplayName, _limits);
            using var cutter = new PieceDecoder(text, _lines, _limits);
            await ReadPiecesAsync(cutter);
        }
        finally
        {
            shared.Return(amount);
        }
    }

    /// <summary>The body: received whole, or under way if it is large.</summary>
    private async Task<Stream> FetchAsync()
    {
        var (own, shared) = (tools.Context.Requests, _capacity.Requests);
        await own.TakeAsync(1, cancellationToken: read.Stopping);
        await shared.Quota.TakeAsync(1, cancellationToken: read.Stopping);
        try
        {
            read.Stopping.ThrowIfCancellationRequested();
            var body = await tools.Context.Store.GetAsync(_version, read.Stopping);
            return IsLarge
                ? new BufferedBody(body, _limits.PieceBytes * 2, read.Stopping)
                : await WholeBody.ReceiveAsync(body, (int)_version.Size, read.Stopping);
        }
        finally
        {
            shared.Ended(tools.Context.Host.Time);
            own.Return(1);
        }
    }

    private async Task ReadPiecesAsync(PieceDecoder cutter)
    {
        for (var isLast = false; !isLast; )
        {
            if (cutter.Decoded > _limits.WholeObjectBytes && !read.IsReleased)
            {
                await ReleaseAsync(cutter, isWhole: false);
            }

            var piece = await NextAsync(cutter);
            isLast = piece.IsEnd || piece.Fault is not null;
            if (read.Rejected > _limits.RejectedLines)
            {
                // Nobody takes what follows so many rejected lines; what is not released is verified to its end.
                isLast |= read.IsReleased;
                Drop(piece);
                continue;
            }

            read.Add(piece);

            // Waking a thread that then waits for a core takes as long as decoding a tenth of a piece.
            if (isLast || !_capacity.Cores.HasRoom)
            {
                Parse(piece);
            }
            else
            {
                await new OnAnotherThread(_capacity.Post, () => Parse(piece));
            }
        }

        if (!read.IsReleased)
        {
            await ReleaseAsync(cutter, isWhole: true);
        }
    }

    /// <summary>Decodes the next piece on a core of its own, which is returned once the piece is parsed.</summary>
    private async Task<Piece> NextAsync(PieceDecoder cutter)
    {
        // The text, and about twice as many bytes of records.
        var bytes = Math.Min(_limits.PieceBytes, 16 * _version.Size) * 3;
        await read.TakeAsync(_capacity.Bytes, bytes);
        try
        {
            // A core does not wait for the network. Text is at least as long as its body.
            await cutter.BufferedAsync(read.Stopping);
            var piece = await OnCoreAsync(cutter);
            piece.Reserved = bytes;
            return piece;
        }
        catch
        {
            _capacity.Bytes.Return(bytes);
            throw;
        }
    }

    private async Task<Piece> OnCoreAsync(PieceDecoder cutter)
    {
        await _capacity.Cores.TakeAsync(1, isFirst: read.IsTurn, read.Stopping);
        try
        {
            read.Stopping.ThrowIfCancellationRequested();
            if (cutter.Decoded == 0)
            {
                // Not on the thread that received the body, or that takes the records.
                await new OnAnotherThread(_capacity.Post);
            }

            return await cutter.NextAsync(read.IsReleased, read.Stopping);
        }
        catch
        {
            _capacity.Cores.Return(1);
            throw;
        }
    }

    /// <summary>Parses a piece, and returns what only the worker needed. Does not throw.</summary>
    private void Parse(Piece piece)
    {
        try
        {
            tools.Parse(piece, _lines);
        }
        catch (Exception e)
        {
            piece.Unexpected = ExceptionDispatchInfo.Capture(e);
        }

        piece.ReleaseText();
        _capacity.Cores.Return(1);
        _capacity.Bytes.Return(piece.Reserved - piece.BufferBytes);
        piece.Reserved = piece.BufferBytes;
        read.Parsed(piece);
    }

    private void Drop(Piece piece)
    {
        _capacity.Cores.Return(1);
        _capacity.Bytes.Return(piece.Reserved);
        piece.Dispose();
    }

    /// <summary>Lets the pass take what was read, if it can be a log.</summary>
    private async Task ReleaseAsync(PieceDecoder cutter, bool isWhole)
    {
        if (!read.IsLog)
        {
            await read.ParsedAsync();
        }

        cutter.CheckIsLog(tools.Context.Config.Log, read.IsLog, read.IsBinary);
        read.Release(isWhole);
    }
}
