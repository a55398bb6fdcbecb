using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalS3;

/// <summary>
/// Processes each request: reads it, checks access, and writes the response. Every failure becomes an S3 error.
/// </summary>
internal sealed class RequestHandler : IHttpApplication<HttpContext>
{
    private readonly LocalS3Options options;
    private readonly ServedFolder served;
    private readonly ETags etags;
    private readonly AccessCheck access;
    private long waitedTicks;

    public RequestHandler(LocalS3Options options)
    {
        this.options = options;
        var issued = new IssuedKeys(options.Time);
        served = new ServedFolder(options.Folder);
        etags = new ETags(options.Time);
        access = new AccessCheck(options, issued);
        Sts = new TokenService(issued);
    }

    public RequestLog Log { get; } = new();

    public TokenService Sts { get; }

    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref waitedTicks));

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception) { }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var requestId = RandomNumberGenerator.GetHexString(16);
        context.Response.Headers.Date = options.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers["x-amz-request-id"] = requestId;
        S3Request? request = null;
        try
        {
            request = await RequestReader.ReadAsync(context);
            Log.Add(request);
            if (options.Latency > TimeSpan.Zero)
            {
                var started = options.Time.GetTimestamp();
                await Task.Delay(options.Latency, options.Time, context.RequestAborted);
                Interlocked.Add(ref waitedTicks, options.Time.GetElapsedTime(started).Ticks);
            }

            await AnswerAsync(context, request, requestId);
        }
        catch (Exception) when (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            await WriteErrorAsync(context, request, ErrorOf(e), requestId);
        }
    }

    private async Task AnswerAsync(HttpContext context, S3Request request, string requestId)
    {
        var bucket = request.Bucket is null ? null : served.FindBucket(request.Bucket);
        if (bucket is not null)
        {
            context.Response.Headers["x-amz-bucket-region"] = options.Region;
        }

        access.Check(context.Request, request.IsSts);
        if (options.InjectError?.Invoke(request) is { } refusal)
        {
            throw new S3Exception(refusal);
        }

        if (request.Bucket is not null && bucket is null)
        {
            throw Errors.NoSuchBucket(request.Bucket);
        }

        if (request.Operation == "")
        {
            throw NotServed(context.Response, request);
        }

        await (
            request.Operation switch
            {
                Operations.HeadBucket => Task.CompletedTask,
                Operations.GetObject or Operations.HeadObject => GetObject.AnswerAsync(
                    context,
                    served.FindFile(bucket!, request.Key!) ?? throw Errors.NoSuchKey(request.Key!),
                    request,
                    etags
                ),
                _ => WriteXmlAsync(context, Document(request, bucket, requestId)),
            }
        );
    }

    private byte[] Document(S3Request request, string? bucket, string requestId)
    {
        switch (request.Operation)
        {
            case Operations.AssumeRole:
                return Sts.AssumeRole(request, requestId);
            case Operations.GetCallerIdentity:
                return TokenService.CallerIdentity(requestId);
            case Operations.ListBuckets:
                return S3Xml.Buckets(served.Buckets(), options.Region);
            case Operations.GetBucketLocation:
                return S3Xml.Location(options.Region);
            default:
                var query = ListObjectsQuery.Of(request);
                return S3Xml.Objects(request, query, ListObjectsPage.Read(served, etags, bucket!, query));
        }
    }

    private static S3Exception NotServed(HttpResponse response, S3Request request)
    {
        if (request.IsSts)
        {
            return Errors.Of(400, "InvalidAction", "The only STS actions here are AssumeRole and GetCallerIdentity.");
        }

        if (request.Method is "GET" or "HEAD")
        {
            return Errors.Unsupported("This server does not support the operation or one of its parameters.");
        }

        response.Headers.Allow = "GET, HEAD";
        return Errors.Of(405, "MethodNotAllowed", "This server is read-only.");
    }

    /// <summary>Messages of other exceptions are not sent: they can contain the path of the folder.</summary>
    private static S3Error ErrorOf(Exception exception) =>
        exception switch
        {
            S3Exception known => known.Error,
            BadHttpRequestException bad => Errors
                .Of(bad.StatusCode, "InvalidRequest", "The request is malformed or too large.")
                .Error,
            UnauthorizedAccessException => Errors
                .AccessDenied("The operating system denied this server read access.")
                .Error,
            _ => Errors.Of(500, "InternalError", $"This server failed: {exception.GetType().Name}.").Error,
        };

    private static Task WriteErrorAsync(HttpContext context, S3Request? request, S3Error error, string requestId)
    {
        context.Response.StatusCode = error.Status;
        if (context.Request.Method == "HEAD")
        {
            return Task.CompletedTask;
        }

        return WriteXmlAsync(
            context,
            request?.IsSts == true
                ? TokenService.Error(error, requestId)
                : S3Xml.Error(error, request?.Resource ?? "", requestId)
        );
    }

    private static async Task WriteXmlAsync(HttpContext context, byte[] document)
    {
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = document.Length;
        await context.Response.Body.WriteAsync(document, context.RequestAborted);
    }
}
