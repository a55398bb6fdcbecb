using System.Globalization;
using System.Text;
using InputSdk.S3.Listing;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Only the requested listing is accepted. Every other document is refused, and none is read as a listing with fewer
/// keys.
/// </summary>
public sealed class ListingReaderTests
{
    private const string Prefix = "logs/";
    private const string Good =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        + "<Name>audit-logs</Name><Prefix>logs/</Prefix><KeyCount>3</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>"
        + "true</IsTruncated><NextContinuationToken>t/+=</NextContinuationToken>"
        + "<Contents><Key>logs/a&amp;b.gz</Key><LastModified>2024-03-12T11:30:00.123Z</LastModified><ETag>"
        + "&quot;0123456789abcdef0123456789abcdef&quot;</ETag><Size>7</Size>"
        + "<Owner><ID>1</ID><DisplayName>Key</DisplayName></Owner><StorageClass>GLACIER</StorageClass></Contents>\n"
        + "<!-- a comment --><Contents><Key><![CDATA[logs/<é>&#x1;]]>&#x1;</Key><LastModified>"
        + "2024-03-12T11:30:00Z</LastModified><Size>0</Size></Contents>"
        + "<CommonPrefixes><Prefix>logs/folder/</Prefix></CommonPrefixes></ListBucketResult>";

    private static readonly DateTimeOffset Date = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private static readonly ListRequest Request = new() { Prefix = Prefix };

    /// <summary>A description, a part of the valid document, and its replacement.</summary>
    public static TheoryData<string, string, string> Spoiled =>
        new()
        {
            { "no bucket name", "<Name>audit-logs</Name>", "" },
            { "an empty bucket name", "<Name>audit-logs</Name>", "<Name/>" },
            { "another bucket", "<Name>audit-logs</Name>", "<Name>audit-logs-2</Name>" },
            { "a bucket name in another case", "<Name>audit-logs</Name>", "<Name>Audit-Logs</Name>" },
            { "two names", "<Name>audit-logs</Name>", "<Name>audit-logs</Name><Name>audit-logs</Name>" },
            { "a name that contains an element", "<Name>audit-logs</Name>", "<Name>audit-logs<b/></Name>" },
            { "no prefix", "<Prefix>logs/</Prefix><KeyCount>", "<KeyCount>" },
            { "an empty prefix", "<Prefix>logs/</Prefix><KeyCount>", "<Prefix/><KeyCount>" },
            { "another prefix", "<Prefix>logs/</Prefix><KeyCount>", "<Prefix>logs/ </Prefix><KeyCount>" },
            {
                "two prefixes",
                "<Prefix>logs/</Prefix><KeyCount>",
                "<Prefix>logs/</Prefix><Prefix>logs/</Prefix><KeyCount>"
            },
            { "no IsTruncated", "<IsTruncated>true</IsTruncated>", "" },
            { "an invalid IsTruncated", "<IsTruncated>true</IsTruncated>", "<IsTruncated>maybe</IsTruncated>" },
            { "an empty IsTruncated", "<IsTruncated>true</IsTruncated>", "<IsTruncated/>" },
            {
                "two IsTruncated",
                "<IsTruncated>true</IsTruncated>",
                "<IsTruncated>true</IsTruncated><IsTruncated>false</IsTruncated>"
            },
            {
                "two tokens",
                "</NextContinuationToken>",
                "</NextContinuationToken><NextContinuationToken>u</NextContinuationToken>"
            },
            { "fewer entries than KeyCount", "<KeyCount>3</KeyCount>", "<KeyCount>4</KeyCount>" },
            { "more entries than KeyCount", "<KeyCount>3</KeyCount>", "<KeyCount>2</KeyCount>" },
            { "an invalid count", "<KeyCount>3</KeyCount>", "<KeyCount>three</KeyCount>" },
            { "a negative count", "<KeyCount>3</KeyCount>", "<KeyCount>-3</KeyCount>" },
            { "two counts", "<KeyCount>3</KeyCount>", "<KeyCount>3</KeyCount><KeyCount>3</KeyCount>" },
            { "encoded keys", "<MaxKeys>", "<EncodingType>url</EncodingType><MaxKeys>" },
            { "an entry without a key", "<Key>logs/a&amp;b.gz</Key>", "" },
            { "an entry with an empty key", "<Key>logs/a&amp;b.gz</Key>", "<Key/>" },
            { "an entry with two keys", "<Key>logs/a&amp;b.gz</Key>", "<Key>logs/a&amp;b.gz</Key><Key>logs/a</Key>" },
            { "an entry without a size", "<Size>7</Size>", "" },
            { "an empty size", "<Size>7</Size>", "<Size/>" },
            { "a negative size", "<Size>7</Size>", "<Size>-7</Size>" },
            { "a size with a sign", "<Size>7</Size>", "<Size>+7</Size>" },
            { "a size with a fraction", "<Size>7</Size>", "<Size>7.0</Size>" },
            { "a size with separators", "<Size>7</Size>", "<Size>7,000</Size>" },
            { "a hexadecimal size", "<Size>7</Size>", "<Size>0x7</Size>" },
            { "a size beyond 64 bits", "<Size>7</Size>", "<Size>9223372036854775808</Size>" },
            { "two sizes", "<Size>7</Size>", "<Size>7</Size><Size>7</Size>" },
            { "an entry without a time", "<LastModified>2024-03-12T11:30:00.123Z</LastModified>", "" },
            { "an empty time", "<LastModified>2024-03-12T11:30:00.123Z</LastModified>", "<LastModified/>" },
            {
                "a time before S3",
                "<LastModified>2024-03-12T11:30:00.123Z</LastModified>",
                "<LastModified>1969-12-31T23:59:59Z</LastModified>"
            },
            {
                "a time before S3 by its offset",
                "<LastModified>2024-03-12T11:30:00.123Z</LastModified>",
                "<LastModified>1970-01-01T00:00:00+01:00</LastModified>"
            },
            {
                "the minimum time",
                "<LastModified>2024-03-12T11:30:00.123Z</LastModified>",
                "<LastModified>0001-01-01T00:00:00Z</LastModified>"
            },
            {
                "a day that does not exist",
                "<LastModified>2024-03-12T11:30:00.123Z</LastModified>",
                "<LastModified>2023-02-29T11:30:00Z</LastModified>"
            },
            {
                "an hour that does not exist",
                "<LastModified>2024-03-12T11:30:00.123Z</LastModified>",
                "<LastModified>2024-03-12T25:30:00Z</LastModified>"
            },
            {
                "a time in another format",
                "<LastModified>2024-03-12T11:30:00.123Z</LastModified>",
                "<LastModified>Tue, 12 Mar 2024 11:30:00 GMT</LastModified>"
            },
            {
                "a date without a time",
                "<LastModified>2024-03-12T11:30:00.123Z</LastModified>",
                "<LastModified>2024-03-12</LastModified>"
            },
            { "an ETag with a line break", "<ETag>&quot;0", "<ETag>&#13;&#10;X-Header: 1&quot;0" },
            { "an ETag with a tab", "<ETag>&quot;0", "<ETag>&#9;&quot;0" },
            { "an ETag with a DEL", "<ETag>&quot;0", "<ETag>&#127;&quot;0" },
            { "an ETag beyond ASCII", "<ETag>&quot;0", "<ETag>&quot;é0" },
            { "an unpaired surrogate in a key", "<Key>logs/a", "<Key>logs/&#xD83D;a" },
            { "an unpaired surrogate in a folder", "<Prefix>logs/folder/", "<Prefix>logs/&#xDE00;/" },
            {
                "a folder without a name",
                "<CommonPrefixes><Prefix>logs/folder/</Prefix></CommonPrefixes>",
                "<CommonPrefixes/><CommonPrefixes><Prefix>logs/folder/</Prefix></CommonPrefixes>"
            },
            {
                "a folder with another element",
                "<Prefix>logs/folder/</Prefix></CommonPrefixes>",
                "<Prefix>logs/folder/</Prefix><Suffix/></CommonPrefixes>"
            },
            { "another root", "ListBucketResult", "ListAllMyBucketsResult" },
            { "an undeclared entity", "<MaxKeys>", "&nbsp;<MaxKeys>" },
            { "a NUL as a byte", "<Key>logs/a", "<Key>logs/\0a" },
            { "text after its end", "</ListBucketResult>", "</ListBucketResult>and more" },
            { "an element after its end", "</ListBucketResult>", "</ListBucketResult><ListBucketResult/>" },
            { "text before its start", "<?xml", "HTTP/1.1 200 OK\r\n\r\n<?xml" },
            { "a DTD", "<ListBucketResult ", "<!DOCTYPE ListBucketResult><ListBucketResult " },
            {
                "an external DTD",
                "<ListBucketResult ",
                "<!DOCTYPE ListBucketResult SYSTEM \"http://192.0.2.1/x.dtd\"><ListBucketResult "
            },
            {
                "an entity with a file",
                "<ListBucketResult ",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ListBucketResult "
            },
        };

    /// <summary>Complete documents that are not listings.</summary>
    public static TheoryData<string> OtherDocuments =>
        [
            "",
            " ",
            "\n\n",
            "\0",
            "OK",
            "{}",
            "{\"Contents\":[]}",
            "<html><head><title>Sign in</title></head><body><form><input type=\"text\"></form></body></html>",
            "<!DOCTYPE html>\n<html><body>Sign in</body></html>",
            "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\"><html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>Sign in</body></html>",
            "<ListBucketResult/>",
            "<ListBucketResult></ListBucketResult>",
            "<ListBucketResult",
            "<?xml version=\"1.0\"?>",
            "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
            "<x><ListBucketResult><Name>audit-logs</Name><Prefix>logs/</Prefix><IsTruncated>false</IsTruncated>"
                + "</ListBucketResult></x>",
            "<ListBucketResult Name=\"audit-logs\" Prefix=\"logs/\" IsTruncated=\"false\"/>",
            "<LISTBUCKETRESULT><Name>audit-logs</Name><Prefix>logs/</Prefix><IsTruncated>false</IsTruncated>"
                + "</LISTBUCKETRESULT>",
        ];

    /// <summary>Time formats, and the time in UTC.</summary>
    public static TheoryData<string, string> Times =>
        new()
        {
            { "2024-03-12T11:30:00.123Z", "2024-03-12T11:30:00.1230000Z" },
            { "2024-03-12T11:30:00Z", "2024-03-12T11:30:00.0000000Z" },
            { "2024-03-12T11:30:00.1234567Z", "2024-03-12T11:30:00.1234567Z" },
            { "2024-03-12T11:30:00+02:00", "2024-03-12T09:30:00.0000000Z" },
            { "2024-03-12T11:30:00.5-05:30", "2024-03-12T17:00:00.5000000Z" },
            { "2024-03-12T11:30:00", "2024-03-12T11:30:00.0000000Z" },
            { "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.0000000Z" },
            { "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.0000000Z" },
        };

    [Fact]
    public void A_listing_is_read_completely()
    {
        var page = Read(Good);
        Assert.Equal(
            [
                new ObjectVersion
                {
                    Key = "logs/a&b.gz",
                    ETag = "\"0123456789abcdef0123456789abcdef\"",
                    Size = 7,
                    LastModified = Date.AddMinutes(-30).AddMilliseconds(123),
                    StorageClass = "GLACIER",
                },
                new ObjectVersion
                {
                    Key = "logs/<é>&#x1;\u0001",
                    ETag = "",
                    Size = 0,
                    LastModified = Date.AddMinutes(-30),
                },
            ],
            page.Objects
        );
        Assert.Equal(["logs/folder/"], page.Folders);
        Assert.Equal((true, "t/+=", Date), (page.IsTruncated, page.NextToken, page.Date));
    }

    [Theory]
    [MemberData(nameof(Spoiled))]
    public void A_listing_with_one_fault_is_refused(string fault, string part, string instead)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        var spoiled = Good.Replace(part, instead, StringComparison.Ordinal);
        var refusal = Record.Exception(() => Read(spoiled));
        Assert.True(refusal is BadListingException, $"{fault}: {refusal?.GetType().Name ?? "it is accepted"}");
    }

    [Theory]
    [MemberData(nameof(OtherDocuments))]
    public void Another_document_is_refused(string document) =>
        Assert.Throws<BadListingException>(() => Read(document));

    [Theory]
    [InlineData("<Error><Code>SlowDown</Code></Error>", "SlowDown")]
    [InlineData(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Message>No.</Message><Code>AccessDenied</Code></Error>",
        "AccessDenied"
    )]
    [InlineData("<Error><Code/></Error>", "")]
    [InlineData("<Error/>", null)]
    [InlineData("<Error><Message>No.</Message></Error>", null)]
    public void The_code_of_an_error_document_is_read(string document, string? code)
    {
        Assert.Equal(code, Assert.Throws<BadListingException>(() => Read(document)).ErrorCode);
        Assert.Equal(code, ListingReader.ErrorCodeIn(Stream(document)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no XML")]
    [InlineData("<Error><Code>SlowDown</Cod")]
    [InlineData("<Error><Code>Slow")]
    [InlineData("<Error><Code>Slow<b/>Down</Code></Error>")]
    [InlineData("<!DOCTYPE Error [<!ENTITY e \"x\">]><Error><Code>&e;</Code></Error>")]
    [InlineData("<html><Code>SlowDown</Code></html>")]
    public void Any_other_error_body_yields_no_code(string body) =>
        Assert.Null(ListingReader.ErrorCodeIn(Stream(body)));

    [Fact]
    public void A_body_that_is_not_UTF_8_is_refused_and_has_no_code()
    {
        byte[] body = [.. "<Error><Code>"u8, 0xFF, .. "</Code></Error>"u8];
        Assert.Null(ListingReader.ErrorCodeIn(new MemoryStream(body)));
        Assert.Throws<BadListingException>(() => Read(body));
    }

    [Fact]
    public void A_listing_that_is_truncated_at_any_byte_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(Good);
        for (var length = 0; length < whole.Length; length++)
        {
            var refusal = Record.Exception(() => Read(whole[..length]));
            Assert.True(
                refusal is BadListingException,
                $"{length} bytes: {refusal?.GetType().Name ?? "they are accepted"}"
            );
        }
    }

    [Fact]
    public void Entities_that_expand_are_refused_before_they_use_memory()
    {
        var bomb = new StringBuilder("<!DOCTYPE x [<!ENTITY e0 \"eeeeeeeeee\">");
        for (var level = 1; level < 30; level++)
        {
            bomb.Append($"<!ENTITY e{level} \"").Insert(bomb.Length, $"&e{level - 1};", 10).Append("\">");
        }

        var document = bomb.Append("]>")
            .Append(
                Good[Good.IndexOf("<ListBucketResult", StringComparison.Ordinal)..]
                    .Replace("a&amp;b", "&e29;", StringComparison.Ordinal)
            )
            .ToString();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<BadListingException>(() => Read(document));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    [Fact]
    public void Deeply_nested_elements_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 200_000));
        Assert.Throws<BadListingException>(() => Read(deep));
        Assert.Throws<BadListingException>(() =>
            Read(Good.Replace("<MaxKeys>", deep + "<MaxKeys>", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Additional_elements_of_a_document_are_skipped()
    {
        var more = Good.Replace(
                "<MaxKeys>",
                "<New a=\"1\"><Contents><Key>not/an/entry</Key></Contents></New><?pi x?>text<MaxKeys>",
                StringComparison.Ordinal
            )
            .Replace(
                "<Owner>",
                "<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><RestoreStatus><IsRestoreInProgress>"
                    + "false</IsRestoreInProgress></RestoreStatus><Owner>",
                StringComparison.Ordinal
            );
        Assert.Equal(Read(Good).Objects, Read(more).Objects);
    }

    [Theory]
    [InlineData("<Delimiter>/</Delimiter>")]
    [InlineData("<StartAfter>another</StartAfter>")]
    [InlineData("<ContinuationToken>another</ContinuationToken>")]
    public void A_page_for_another_request_is_refused(string echo) =>
        Assert.Throws<BadListingException>(() =>
            Read(Good.Replace("<MaxKeys>", $"{echo}<MaxKeys>", StringComparison.Ordinal))
        );

    [Theory]
    [InlineData("http://doc.s3.amazonaws.com/2006-03-01")]
    [InlineData("http://s3.example.net/")]
    [InlineData("")]
    public void Other_XML_namespaces_are_accepted(string name) =>
        Assert.Equal(
            Read(Good).Objects,
            Read(Good.Replace("http://s3.amazonaws.com/doc/2006-03-01/", name, StringComparison.Ordinal)).Objects
        );

    [Fact]
    public void XML_namespace_prefixes_are_ignored() =>
        Assert.Equal(
            Read(Good).Objects,
            Read(
                Good.Replace("</", "</s3:", StringComparison.Ordinal)
                    .Replace("xmlns=", "xmlns:s3=", StringComparison.Ordinal)
                    .Replace("<L", "<s3:L", StringComparison.Ordinal)
                    .Replace("<N", "<s3:N", StringComparison.Ordinal)
                    .Replace("<P", "<s3:P", StringComparison.Ordinal)
                    .Replace("<K", "<s3:K", StringComparison.Ordinal)
                    .Replace("<M", "<s3:M", StringComparison.Ordinal)
                    .Replace("<I", "<s3:I", StringComparison.Ordinal)
                    .Replace("<C", "<s3:C", StringComparison.Ordinal)
                    .Replace("<E", "<s3:E", StringComparison.Ordinal)
                    .Replace("<S", "<s3:S", StringComparison.Ordinal)
                    .Replace("<O", "<s3:O", StringComparison.Ordinal)
                    .Replace("<D", "<s3:D", StringComparison.Ordinal)
            ).Objects
        );

    [Fact]
    public void A_byte_order_mark_is_not_part_of_a_document() =>
        Assert.Equal(Read(Good).Objects, Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Good)]).Objects);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("iso-8859-1")]
    public void A_document_in_another_encoding_than_S3s_is_refused(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        Assert.Throws<BadListingException>(() =>
            Read([.. encoding.Preamble, .. encoding.GetBytes(Good.Replace("UTF-8", name, StringComparison.Ordinal))])
        );
    }

    [Theory]
    [InlineData("us-ascii")]
    [InlineData("utf-7")]
    [InlineData("windows-1252")]
    [InlineData("no-such-encoding")]
    public void An_encoding_declaration_in_a_UTF_8_document_changes_no_key(string declared) =>
        Assert.Equal(Read(Good).Objects, Read(Good.Replace("UTF-8", declared, StringComparison.Ordinal)).Objects);

    [Fact]
    public void A_key_has_up_to_1024_bytes()
    {
        var longest = "logs/a" + new string('é', (Limits.KeyBytes - 6) / 2);
        Assert.Equal(longest, Read(Good.Replace("logs/a&amp;b.gz", longest, StringComparison.Ordinal)).Objects[0].Key);
        Assert.Throws<BadListingException>(() =>
            Read(Good.Replace("logs/a&amp;b.gz", longest + "x", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_size_can_have_any_number_of_digits(string text, long size) =>
        Assert.Equal(size, Read(Good.Replace("<Size>7<", $"<Size>{text}<", StringComparison.Ordinal)).Objects[0].Size);

    [Theory]
    [MemberData(nameof(Times))]
    public void A_time_is_read_in_UTC(string text, string utc)
    {
        var time = Read(Good.Replace("2024-03-12T11:30:00.123Z", text, StringComparison.Ordinal))
            .Objects[0]
            .LastModified;
        Assert.Equal((utc, TimeSpan.Zero), (time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), time.Offset));
    }

    [Theory]
    [InlineData("<NextContinuationToken/>", null)]
    [InlineData("<NextContinuationToken> </NextContinuationToken>", " ")]
    [InlineData("", null)]
    public void A_token_is_read_unchanged_and_an_empty_token_is_ignored(string element, string? token) =>
        Assert.Equal(
            token,
            Read(
                Good.Replace("<NextContinuationToken>t/+=</NextContinuationToken>", element, StringComparison.Ordinal)
            ).NextToken
        );

    [Fact]
    public void A_changed_document_is_refused_or_still_a_listing_of_its_prefix()
    {
        var whole = Encoding.UTF8.GetBytes(Good);
        var random = new Random(20_240_312);
        for (var turn = 0; turn < 30_000; turn++)
        {
            var changed = Changed(whole, random);
            try
            {
                AssertListing(new Paging().Checked(Request, Read(changed)));
            }
            catch (Exception e) when (e is BadListingException or InputException { Error.Code: "s3.bad_response" })
            {
                // The document is refused.
            }
            catch (Exception e)
            {
                Assert.Fail($"{e.GetType().Name} ({e.Message}): {Convert.ToBase64String(changed)}");
            }
        }
    }

    private static void AssertListing(ListPage page)
    {
        Assert.All(
            page.Objects,
            version =>
            {
                Assert.StartsWith(Prefix, version.Key, StringComparison.Ordinal);
                Assert.InRange(
                    new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(version.Key),
                    Prefix.Length,
                    Limits.KeyBytes
                );
                Assert.True(
                    version.Size >= 0
                        && version.LastModified >= DateTimeOffset.UnixEpoch
                        && version.ETag.All(unit => unit is >= ' ' and <= '~')
                );
            }
        );
        Assert.Empty(page.Folders);
        Assert.True(!page.IsTruncated || page.NextToken is { Length: > 0 });
    }

    /// <summary>One to three changes: a bit, a byte, or a part that is removed, repeated or moved.</summary>
    private static byte[] Changed(byte[] whole, Random random)
    {
        // Folders were not requested, so the document without them is the one that is accepted unchanged.
        var text = Encoding
            .UTF8.GetString(whole)
            .Replace("<CommonPrefixes><Prefix>logs/folder/</Prefix></CommonPrefixes>", "", StringComparison.Ordinal)
            .Replace(
                "<KeyCount>3</KeyCount>",
                random.Next(2) == 0 ? "" : "<KeyCount>2</KeyCount>",
                StringComparison.Ordinal
            );
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var (at, length) = (random.Next(bytes.Count), random.Next(1, 80));
            length = Math.Min(length, bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3 when bytes.Count > length:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }
        }

        return [.. bytes];
    }

    private static ListPage Read(string document) => Read(Encoding.UTF8.GetBytes(document));

    private static ListPage Read(byte[] document) =>
        ListingReader.Read(new MemoryStream(document), "audit-logs", Request, Date);

    private static MemoryStream Stream(string document) => new(Encoding.UTF8.GetBytes(document));
}
