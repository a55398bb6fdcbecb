using System.Net;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3;

/// <summary>
/// GetObject of exactly one version: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
/// Its whole length is asked for as a range, so that the length and the ETag of the answer can be held against
/// the listing before a byte is read.
/// </summary>
internal sealed class GetCall(string bucket, ObjectVersion version, TimeProvider time, Limits limits)
{
    public SignedCall<Stream> Signed =>
        new()
        {
            Target = address => (address.PathOf(version.Key), ""),
            Headers = version.ETag.Length == 0 ? [("range", Range)] : [("if-match", version.ETag), ("range", Range)],
            AcceptAsync = AcceptAsync,
            RepeatAsync = RepeatAsync,
        };

    /// <summary>The same as a request of the SDK.</summary>
    public GetObjectRequest OfSdk =>
        new()
        {
            BucketName = bucket,
            Key = version.Key,
            EtagToMatch = version.ETag.Length == 0 ? null : version.ETag,

            // The SDK checks a whole object against its ETag as if that were an MD5, which it is not on every server.
            ByteRange = new ByteRange(0, version.Size - 1),
        };

    private string Range => $"bytes=0-{version.Size - 1}";

    private async Task RepeatAsync(AmazonS3Client client, CancellationToken cancellationToken)
    {
        if (version.Key.StartsWith('/'))
        {
            // The SDK sends a key without the slash that it starts with, which is another object. A listing shows what
            // is wrong with the session, the Region or the source.
            var request = new ListObjectsV2Request
            {
                BucketName = bucket,
                Prefix = version.Key,
                MaxKeys = 1,
            };
            await client.ListObjectsV2Async(request, cancellationToken);
            return;
        }

        (await client.GetObjectAsync(OfSdk, cancellationToken)).Dispose();
    }

    private async Task<Stream> AcceptAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode is not (HttpStatusCode.PartialContent or HttpStatusCode.OK))
        {
            throw await S3RequestException.OfStatusAsync(answer, limits, time, cancellationToken);
        }

        var headers = answer.Content.Headers;
        var isRange = answer.StatusCode == HttpStatusCode.PartialContent;
        if ((headers.ContentLength ?? version.Size) != version.Size || (isRange && !IsWhole(headers.ContentRange)))
        {
            throw S3RequestException.Of(answer, $"it does not hold the {version.Size} bytes that were listed");
        }

        var etag = answer.Headers.TryGetValues("ETag", out var values) ? string.Join(',', values) : "";
        return version.ETag.Length == 0 || Plain(etag) == Plain(version.ETag)
            ? await answer.Content.ReadAsStreamAsync(cancellationToken)
            : throw S3RequestException.Of(answer, "it has another ETag than was listed", isOtherVersion: true);
    }

    private bool IsWhole(ContentRangeHeaderValue? range) =>
        range is { Unit: "bytes", From: 0 }
        && range.To == version.Size - 1
        && (range.Length ?? version.Size) == version.Size;

    /// <summary>Servers differ in quotes and in the mark of weak tags between their listings and their objects.</summary>
    private static string Plain(string etag)
    {
        var plain = etag.Trim();
        return (plain.StartsWith("W/", StringComparison.Ordinal) ? plain[2..] : plain).Trim('"');
    }
}
