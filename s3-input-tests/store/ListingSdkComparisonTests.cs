using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using FsCheck;
using FsCheck.Fluent;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The AWS SDK and the engine read the same listing, with any keys and in any encoding of a server.</summary>
public sealed class ListingSdkComparisonTests
{
    private static readonly Gen<string> Key = Gen.OneOf(
        RandomCases.Key,
        Gen.Elements(
            " ",
            "  ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            " \u0001",
            "\u0001",
            "\u001F",
            "]]>",
            "a]]>b",
            "&lt;",
            "&#x41;",
            "\uFEFFa"
        )
    );

    private static readonly Gen<string> Time = Gen.Elements(
        "2024-03-12T11:30:00.123Z",
        "2024-03-12T11:30:00Z",
        "2024-03-12T11:30:00.000Z",
        "2024-03-12T23:30:00+02:00",
        "2024-02-29T00:30:00.5-05:30"
    );

    private static readonly Gen<string?> ETag = Gen.Elements(
        null,
        "",
        "\"d41d8cd98f00b204e9800998ecf8427e\"",
        "\"3858f62230ac3c915f300c664312c63f-2\"",
        "plain",
        "<&>"
    );

    [Fact]
    public async Task The_SDK_and_the_engine_read_the_same_random_listing()
    {
        await using var s3 = new RecordingS3();
        using var sdk = new AmazonS3Client(
            new BasicAWSCredentials("AKIAEXAMPLE", "secret"),
            new AmazonS3Config
            {
                ServiceURL = s3.Endpoint.ToString(),
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
                MaxErrorRetry = 0,
                HttpClientFactory = new SdkHttp(new LoopbackNetwork(s3.Endpoint), TimeProvider.System, Limits.Default),
            }
        );
        var entry =
            from key in Written(Key)
            from etag in ETag
            from time in Time
            from size in Gen.Elements(0, 1, 7, long.MaxValue)
            from storage in Gen.Elements(
                "",
                "<StorageClass>STANDARD</StorageClass>",
                "<StorageClass>DEEP_ARCHIVE</StorageClass>"
            )
            select $"<Contents><Key>{key}</Key><LastModified>{time}</LastModified>"
                + $"{(etag is null ? "" : $"<ETag>{RecordingS3.Escaped(etag)}</ETag>")}"
                + $"<Size>{size.ToString(CultureInfo.InvariantCulture)}</Size>{storage}</Contents>";
        var folder =
            from name in Written(RandomCases.Key)
            select $"<CommonPrefixes><Prefix>{name}/</Prefix></CommonPrefixes>";
        var document =
            from prefix in RandomCases.Text
            from entries in entry.ArrayOf().Resize(6)
            from folders in folder.ArrayOf().Resize(3)
            from isTruncated in Gen.Elements(true, false)
            from token in Written(RandomCases.Key)
            select (
                prefix,
                Text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>audit-logs</Name>"
                    + $"<Prefix>{RecordingS3.Escaped(prefix)}</Prefix>"
                    + $"<KeyCount>{entries.Length + folders.Length}</KeyCount>"
                    + $"<IsTruncated>{(isTruncated ? "true" : "false")}</IsTruncated>"
                    + (isTruncated ? $"<NextContinuationToken>{token}</NextContinuationToken>" : "")
                    + $"{string.Concat(entries)}{string.Concat(folders)}</ListBucketResult>"
            );
        await RandomCases.HoldAsync(
            document,
            200,
            async one =>
            {
                var bytes = Encoding.UTF8.GetBytes(one.Text);
                s3.Answer = _ => new RawResponse { Body = bytes };
                var request = new ListRequest { Prefix = one.prefix };
                var date = new DateTimeOffset(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);
                var call = new ListCall("audit-logs", request, TimeProvider.System, Limits.Default);
                var theirs = ListCall.PageOf(await sdk.ListObjectsV2Async(call.OfSdk), date);
                var ours = ListingReader.Read(new MemoryStream(bytes), "audit-logs", request, date);
                Assert.Equal(
                    theirs.Objects.Select(version => RecordingS3.Escaped(version.Key)),
                    ours.Objects.Select(version => RecordingS3.Escaped(version.Key))
                );
                Assert.Equal(theirs.Objects, ours.Objects);
                Assert.Equal(theirs.Folders, ours.Folders);
                Assert.Equal((theirs.IsTruncated, theirs.NextToken), (ours.IsTruncated, ours.NextToken));
            }
        );
    }

    /// <summary>
    /// A text as servers encode it: every unusual character as a reference, or unescaped. The SDK does not read CDATA.
    /// </summary>
    private static Gen<string> Written(Gen<string> text) =>
        from value in text
        from isEscaped in Gen.Elements(true, false)
        let isPlain = value.All(unit => unit is >= ' ' and not '\u007F' and < '\uD800' or >= '\uE000' and < '\uFFFE')
        select isEscaped || !isPlain
            ? RecordingS3.Escaped(value)
            : value
                .Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal);
}
