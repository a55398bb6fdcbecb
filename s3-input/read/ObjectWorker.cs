using System.Runtime.ExceptionServices;
using InputSdk.S3.Decode;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>
/// Fetches, decodes and parses one object. The thread that decoded a piece also parses it, while another thread decodes
/// the next piece if a core is free. So one large object uses several cores, and its text stays in their caches.
/// </summary>
internal sealed class ObjectWorker(ObjectInFlight read, WorkerContext tools)
{
    private readonly Limits _limits = tools.Context.Limits;
    private readonly ReadCapacity _capacity = tools.Context.Capacity;
    private readonly ObjectVersion _version = read.Version;
    private readonly ObjectLines _lines = new(
        tools.Context.DisplayNameOf(read.Version),
        read.LinesDone,
        tools.Context.Format.SourceOf(tools.Context.Skips.Origin(read.Version))
    );

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
            // If a connection fails, a new connection usually works immediately.
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
            using var decoder = new PieceDecoder(text, _lines, _limits);
            await ReadPiecesAsync(decoder);
        }
        finally
        {
            shared.Return(amount);
        }
    }

    /// <summary>Requests the body. A small body is received completely, a large one while it is decoded.</summary>
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

    private async Task ReadPiecesAsync(PieceDecoder decoder)
    {
        for (var isLast = false; !isLast; )
        {
            if (decoder.Decoded > _limits.WholeObjectBytes && !read.IsReleased)
            {
                await ReleaseAsync(decoder, isWhole: false);
            }

            var piece = await NextAsync(decoder);
            isLast = piece.IsEnd || piece.Fault is not null;
            if (read.Rejected > _limits.RejectedLines)
            {
                // The pass takes no output after this many rejected lines. An object that is not released is still
                // verified to its end.
                isLast |= read.IsReleased;
                Drop(piece);
                continue;
            }

            read.Add(piece);

            // To wake a thread that then waits for a core takes as long as to decode a tenth of a piece.
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
            await ReleaseAsync(decoder, isWhole: true);
        }
    }

    /// <summary>Takes a core and decodes the next piece. The core is returned when the piece is parsed.</summary>
    private async Task<Piece> NextAsync(PieceDecoder decoder)
    {
        // The text and its records.
        var bytes = Math.Min(_limits.PieceBytes, 16 * _version.Size) * (1 + tools.Context.Format.Growth);
        await read.TakeAsync(_capacity.Bytes, bytes);
        try
        {
            // Wait for the network before taking a core. Text is at least as long as its body.
            await decoder.BufferedAsync(read.Stopping);
            var piece = await OnCoreAsync(decoder);
            piece.Reserved = bytes;
            return piece;
        }
        catch
        {
            _capacity.Bytes.Return(bytes);
            throw;
        }
    }

    private async Task<Piece> OnCoreAsync(PieceDecoder decoder)
    {
        await _capacity.Cores.TakeAsync(1, isFirst: read.IsTurn, read.Stopping);
        try
        {
            read.Stopping.ThrowIfCancellationRequested();
            if (decoder.Decoded == 0)
            {
                // Not on the thread that received the body, nor on the thread that takes the records.
                await new OnAnotherThread(_capacity.Post);
            }

            return await decoder.NextAsync(read.IsReleased, read.Stopping);
        }
        catch
        {
            _capacity.Cores.Return(1);
            throw;
        }
    }

    /// <summary>Parses a piece, and returns the capacity that only the worker needed. Does not throw.</summary>
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

    /// <summary>Releases the output to the pass, if the object can be a log.</summary>
    private async Task ReleaseAsync(PieceDecoder decoder, bool isWhole)
    {
        if (!read.IsLog)
        {
            await read.ParsedAsync();
        }

        decoder.CheckIsLog(tools.Context.Config.Log, read.IsLog, read.IsBinary);
        read.Release(isWhole);
    }
}
