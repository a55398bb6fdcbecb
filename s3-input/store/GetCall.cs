using System.Net;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3.Store;

/// <summary>
/// GetObject of exactly one version: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
/// Requests the whole object as a range, so that the length and the ETag of the response can be compared with the
/// listing before any data is read.
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

    /// <summary>The same call as a request of the SDK.</summary>
    public GetObjectRequest OfSdk =>
        new()
        {
            BucketName = bucket,
            Key = version.Key,
            EtagToMatch = version.ETag.Length == 0 ? null : version.ETag,

            // For a whole object, the SDK compares the ETag with the MD5, which differs on some servers.
            ByteRange = new ByteRange(0, version.Size - 1),
        };

    private string Range => $"bytes=0-{version.Size - 1}";

    private async Task RepeatAsync(AmazonS3Client client, CancellationToken cancellationToken)
    {
        if (version.Key.StartsWith('/'))
        {
            // The SDK removes a leading slash from the key and would request another object. A listing shows the error
            // of the session, the Region or the source.
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
            throw await S3RequestException.FromStatusAsync(answer, limits, time, cancellationToken);
        }

        var headers = answer.Content.Headers;
        var isRange = answer.StatusCode == HttpStatusCode.PartialContent;
        if ((headers.ContentLength ?? version.Size) != version.Size || (isRange && !IsWhole(headers.ContentRange)))
        {
            throw S3RequestException.Of(answer, $"the response does not have the listed size of {version.Size} bytes");
        }

        var etag = answer.Headers.TryGetValues("ETag", out var values) ? string.Join(',', values) : "";
        return version.ETag.Length == 0 || Plain(etag) == Plain(version.ETag)
            ? await answer.Content.ReadAsStreamAsync(cancellationToken)
            : throw S3RequestException.Of(answer, "the ETag differs from the listing", isOtherVersion: true);
    }

    private bool IsWhole(ContentRangeHeaderValue? range) =>
        range is { Unit: "bytes", From: 0 }
        && range.To == version.Size - 1
        && (range.Length ?? version.Size) == version.Size;

    /// <summary>
    /// Removes quotes and the mark of weak tags, which differ between listings and objects on some servers.
    /// </summary>
    private static string Plain(string etag)
    {
        var plain = etag.Trim();
        return (plain.StartsWith("W/", StringComparison.Ordinal) ? plain[2..] : plain).Trim('"');
    }
}
