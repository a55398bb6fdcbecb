using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalS3;

/// <summary>Parses requests in path style. Unknown parameters are never ignored.</summary>
internal static class RequestReader
{
    public const int MaxFormBytes = 64 * 1024;

    private static readonly Dictionary<string, string[]> KnownParameters = new(StringComparer.Ordinal)
    {
        [Operations.ListBuckets] = [],
        [Operations.HeadBucket] = [],
        [Operations.GetBucketLocation] = ["location"],
        [Operations.GetObject] = [],
        [Operations.HeadObject] = [],
        [Operations.ListObjectsV2] =
        [
            "list-type",
            "prefix",
            "delimiter",
            "start-after",
            "continuation-token",
            "max-keys",
            "encoding-type",
            "fetch-owner",
        ],
    };

    public static async Task<S3Request> ReadAsync(HttpContext context)
    {
        var http = context.Request;
        var (bucket, key) = Place(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var parameters = http.Query.ToDictionary(pair => pair.Key, pair => pair.Value[0] ?? "", StringComparer.Ordinal);
        if (http.Method == "POST" && bucket is null)
        {
            parameters = await FormAsync(http, context.RequestAborted);
        }

        return new S3Request
        {
            Method = http.Method,
            Operation = OperationOf(http.Method, bucket, key, parameters),
            Bucket = bucket,
            Key = key,
            Parameters = parameters,
        };
    }

    private static string OperationOf(string method, string? bucket, string? key, Dictionary<string, string> parameters)
    {
        if (method == "POST" && bucket is null)
        {
            return parameters.GetValueOrDefault("Action") is Operations.AssumeRole or Operations.GetCallerIdentity
                ? parameters["Action"]
                : "";
        }

        var operation = (method, bucket, key) switch
        {
            ("GET", null, _) => Operations.ListBuckets,
            ("GET", _, null) when parameters.ContainsKey("location") => Operations.GetBucketLocation,
            ("GET", _, null) when parameters.GetValueOrDefault("list-type") == "2" => Operations.ListObjectsV2,
            ("GET", _, not null) => Operations.GetObject,
            ("HEAD", not null, null) => Operations.HeadBucket,
            ("HEAD", not null, not null) => Operations.HeadObject,
            _ => "",
        };

        // An unknown parameter can change the meaning: ?acl is another operation, versionId selects another object.
        // x-id only repeats the name of the operation.
        return
            operation != "" && parameters.Keys.All(name => name == "x-id" || KnownParameters[operation].Contains(name))
            ? operation
            : "";
    }

    /// <summary>
    /// Parses the path as it was sent. The path that the framework parses is not the one that the client signed: it
    /// resolves <c>..</c> and keeps <c>%2F</c> encoded.
    /// </summary>
    private static (string? Bucket, string? Key) Place(string target)
    {
        var path = target.Split('?', 2)[0];
        if (!path.StartsWith('/'))
        {
            throw Errors.InvalidUri("The request target must be a path.");
        }

        if (!PercentEncoding.TryDecode(path[1..], out var decoded))
        {
            throw Errors.InvalidUri("The path is not percent-encoded UTF-8.");
        }

        var (bucket, key) = decoded.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0
            ? (decoded[..slash], decoded[(slash + 1)..])
            : (decoded, "");
        if (Encoding.UTF8.GetByteCount(key) > KeyEnumerator.MaxKeyBytes)
        {
            throw Errors.Of(400, "KeyTooLongError", $"A key can have at most {KeyEnumerator.MaxKeyBytes} bytes.");
        }

        if (bucket is ".." or "." || key.Split('/').Any(name => name is ".." or "."))
        {
            throw Errors.InvalidUri("A bucket or a segment of a key must not be '.' or '..'.");
        }

        if (decoded.Length > 0 && !BucketNames.IsValid(bucket))
        {
            throw Errors.BucketName(bucket);
        }

        return (bucket.Length == 0 ? null : bucket, key.Length == 0 ? null : key);
    }

    private static async Task<Dictionary<string, string>> FormAsync(
        HttpRequest http,
        CancellationToken cancellationToken
    )
    {
        if (!http.HasFormContentType)
        {
            throw Errors.Of(405, "MethodNotAllowed", "A POST to this address must be a form with an STS action.");
        }

        try
        {
            var reader = new FormPipeReader(http.BodyReader, Encoding.UTF8)
            {
                ValueCountLimit = 64,
                KeyLengthLimit = 256,
                ValueLengthLimit = MaxFormBytes,
            };
            var form = await reader.ReadFormAsync(cancellationToken);
            return form.ToDictionary(pair => pair.Key, pair => pair.Value[0] ?? "", StringComparer.Ordinal);
        }
        catch (InvalidDataException)
        {
            throw Errors.Of(400, "MalformedQueryString", "The form is too large or malformed.");
        }
    }
}
