using System.Globalization;
using System.Net;
using Amazon.S3.Model;

namespace InputSdk.S3.Store;

/// <summary>ListObjectsV2: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html</summary>
internal sealed class ListCall(string bucket, ListRequest request, TimeProvider time, Limits limits)
{
    public SignedCall<ListPage> Signed =>
        new()
        {
            Target = address => (address.PathOfBucket, Query),
            AcceptAsync = AcceptAsync,
            RepeatAsync = (client, token) => client.ListObjectsV2Async(OfSdk, token),
        };

    /// <summary>The same call as a request of the SDK.</summary>
    public ListObjectsV2Request OfSdk =>
        new()
        {
            BucketName = bucket,
            Prefix = request.Prefix,
            Delimiter = request.Folders ? "/" : null,
            StartAfter = request.StartAfter.Length == 0 ? null : request.StartAfter,
            ContinuationToken = request.ContinuationToken,
            MaxKeys = request.MaxKeys,
        };

    /// <summary>The page from the SDK, for endpoints that require another signature than Signature Version 4.</summary>
    /// <exception cref="FormatException">The response is not a listing.</exception>
    public static ListPage PageOf(ListObjectsV2Response response, DateTimeOffset? date) =>
        new()
        {
            // Empty lists are null in version 4 of the SDK.
            Objects = response.S3Objects?.ConvertAll(Version) ?? [],
            Folders = response.CommonPrefixes ?? [],
            IsTruncated = response.IsTruncated ?? throw new FormatException(),
            NextToken = response.NextContinuationToken,
            Date = date ?? throw new FormatException(),
        };

    private string Query
    {
        get
        {
            (string Name, string? Value)[] parameters =
            [
                ("continuation-token", request.ContinuationToken),
                ("delimiter", request.Folders ? "/" : null),
                ("list-type", "2"),
                ("max-keys", request.MaxKeys.ToString(CultureInfo.InvariantCulture)),
                ("prefix", request.Prefix),
                ("start-after", request.StartAfter.Length == 0 ? null : request.StartAfter),
            ];
            return string.Join(
                '&',
                parameters
                    .Where(parameter => parameter.Value is not null)
                    .Select(parameter => $"{parameter.Name}={PercentEncoding.OfQuery(parameter.Value!)}")
            );
        }
    }

    private async Task<ListPage> AcceptAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await S3RequestException.FromStatusAsync(answer, limits, time, cancellationToken);
        }

        if (answer.Headers.Date is not { } date)
        {
            throw S3RequestException.Of(answer, "the response has no valid Date header");
        }

        var body =
            await BoundedBody.ReadAsync(
                answer.Content,
                Limits.ListPageBytes,
                limits.BodyIdleTimeout,
                time,
                cancellationToken
            ) ?? throw S3RequestException.Of(answer, $"the response is larger than {Limits.ListPageBytes} bytes");
        try
        {
            var page = ListingReader.Read(new MemoryStream(body), bucket, request, date);
            answer.Dispose();
            return page;
        }
        catch (BadListingException e)
        {
            throw S3RequestException.Of(answer, e.Message, e.ErrorCode);
        }
    }

    private static ObjectVersion Version(S3Object found) =>
        new()
        {
            Key = found.Key ?? throw new FormatException(),
            ETag = found.ETag ?? "",
            Size = found.Size ?? throw new FormatException(),
            LastModified = new DateTimeOffset(
                DateTime.SpecifyKind(found.LastModified ?? throw new FormatException(), DateTimeKind.Utc)
            ),
            StorageClass = found.StorageClass?.Value ?? "STANDARD",
        };
}
