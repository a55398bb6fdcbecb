using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LocalS3;

/// <summary>Answers GetObject and HeadObject from one open file.</summary>
internal static class GetObject
{
    private const int ChunkBytes = 64 * 1024;

    public static async Task AnswerAsync(HttpContext context, string path, S3Request request, ETags etags)
    {
        FileStream file;
        try
        {
            file = ObjectFile.Open(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Errors.NoSuchKey(request.Key!);
        }

        await using (file)
        {
            var response = context.Response;
            var modified = File.GetLastWriteTimeUtc(file.SafeFileHandle);
            var length = file.Length;
            var etag = etags.Of(file, modified);
            var lastModified = ObjectFile.WholeSeconds(modified);
            var isUnchanged = Preconditions.IsUnchanged(context.Request.GetTypedHeaders(), etag, lastModified);
            response.Headers.ETag = etag;
            response.Headers.LastModified = lastModified.ToString("R", CultureInfo.InvariantCulture);
            if (isUnchanged)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            var range = ByteRange.Of(context.Request.Headers.Range, length);
            WriteHeaders(response, range, length);
            if (request.Operation == Operations.GetObject)
            {
                await SendAsync(context, file, range ?? new ByteRange(0, length));
            }
        }
    }

    private static void WriteHeaders(HttpResponse response, ByteRange? range, long length)
    {
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = "binary/octet-stream";
        response.ContentLength = range?.Length ?? length;
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {part.Offset}-{part.Offset + part.Length - 1}/{length}";
        }
    }

    private static async Task SendAsync(HttpContext context, FileStream file, ByteRange range)
    {
        var body = context.Response.BodyWriter;
        var sent = 0L;
        while (sent < range.Length)
        {
            var buffer = body.GetMemory((int)Math.Min(ChunkBytes, range.Length - sent));
            var wanted = (int)Math.Min(buffer.Length, range.Length - sent);
            var count = await RandomAccess.ReadAsync(
                file.SafeFileHandle,
                buffer[..wanted],
                range.Offset + sent,
                context.RequestAborted
            );
            if (count == 0)
            {
                // The file was truncated. Abort, so that the client does not accept an incomplete body.
                context.Abort();
                return;
            }

            body.Advance(count);
            sent += count;
            if ((await body.FlushAsync(context.RequestAborted)).IsCompleted)
            {
                return;
            }
        }
    }
}
