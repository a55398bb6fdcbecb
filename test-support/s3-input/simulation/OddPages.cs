using System.Globalization;
using System.Text;
using System.Xml;
using InputSdk.S3.Store;

namespace InputSdk.S3.Simulation;

/// <summary>
/// Wrong responses to listings as servers, proxies and caches return them: another document, the previous page, keys in
/// another order, no token. A response that is no listing is parsed by the engine's own reader, as bytes.
/// </summary>
internal sealed class OddPages(Random random, Totals totals)
{
    private const string Bucket = "audit-logs";

    // One in this number of correct pages is parsed by the reader, too.
    private const int ReadAsBytes = 100;

    /// <summary>An invalid response is accepted as an empty listing.</summary>
    public bool BelievesAnything { get; init; }

    /// <summary>Returns the page, or a wrong response with the given probability.</summary>
    /// <param name="request">The request.</param>
    /// <param name="page">The correct response.</param>
    /// <param name="first">The first page of the same listing.</param>
    /// <param name="odd">The percentage of wrong responses.</param>
    public ListPage Answer(ListRequest request, ListPage page, Func<ListPage> first, int odd)
    {
        if (random.Next(100) >= odd)
        {
            return random.Next(ReadAsBytes) == 0 ? Read(request, page, Document(request, page)) : page;
        }

        switch (random.Next(4))
        {
            case 0 when page.Objects.Count > 1:
                totals.Hit(FaultKind.PageReordered);
                return page with { Objects = [.. page.Objects.Reverse()] };
            case 1 when request.StartAfter.Length > 0 && page.Objects.Count > 0:
                totals.Hit(FaultKind.PageRepeated);
                return first();
            case 2 when page.IsTruncated:
                totals.Hit(FaultKind.TokenLost);
                return page with { NextToken = null };
            default:
                totals.Hit(FaultKind.NotAListing);
                return Read(request, page, NoListing(request, page));
        }
    }

    private ListPage Read(ListRequest request, ListPage page, string document)
    {
        try
        {
            return ListingReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(document)), Bucket, request, page.Date);
        }
        catch (BadListingException e)
        {
            return BelievesAnything
                ? new ListPage
                {
                    Objects = [],
                    IsTruncated = false,
                    Date = page.Date,
                }
                : throw Errors.Of(ErrorCode.BadResponse, $"s3://{Bucket}: {e.Message}.");
        }
    }

    /// <summary>A document that is not a listing. The later cases are more similar to a listing.</summary>
    private string NoListing(ListRequest request, ListPage page)
    {
        var document = Document(request, page);
        return random.Next(9) switch
        {
            0 => "",
            1 =>
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>Sign in to the network first.</p></body></html>",
            2 => "<Error><Code>InternalError</Code></Error>",
            3 => "<ListBucketResult/>",
            4 => document[..random.Next(document.Length)],
            5 => document.Replace($"<Name>{Bucket}</Name>", "<Name>another</Name>", StringComparison.Ordinal),
            6 => document
                .Replace("<IsTruncated>", "<Truncated>", StringComparison.Ordinal)
                .Replace("</IsTruncated>", "</Truncated>", StringComparison.Ordinal),
            7 => Document(request with { Prefix = request.Prefix + "x" }, page),
            _ => Document(
                request,
                page with
                {
                    Objects = [.. page.Objects.Skip(1)],
                },
                page.Objects.Count + page.Folders.Count + (page.Objects.Count == 0 ? 1 : 0)
            ),
        };
    }

    private static string Document(ListRequest request, ListPage page, int? count = null)
    {
        var text = new StringBuilder();
        using (
            var xml = XmlWriter.Create(
                text,
                new XmlWriterSettings
                {
                    CheckCharacters = false,
                    OmitXmlDeclaration = true,
                    NewLineHandling = NewLineHandling.Entitize,
                }
            )
        )
        {
            xml.WriteStartElement("ListBucketResult", "http://s3.amazonaws.com/doc/2006-03-01/");
            xml.WriteElementString("Name", Bucket);
            xml.WriteElementString("Prefix", request.Prefix);
            xml.WriteElementString(
                "KeyCount",
                (count ?? (page.Objects.Count + page.Folders.Count)).ToString(CultureInfo.InvariantCulture)
            );
            xml.WriteElementString("IsTruncated", page.IsTruncated ? "true" : "false");
            if (page.NextToken is { } token)
            {
                xml.WriteElementString("NextContinuationToken", token);
            }

            foreach (var version in page.Objects)
            {
                xml.WriteStartElement("Contents");
                xml.WriteElementString("Key", version.Key);
                xml.WriteElementString(
                    "LastModified",
                    version.LastModified.UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                        CultureInfo.InvariantCulture
                    )
                );
                xml.WriteElementString("ETag", version.ETag);
                xml.WriteElementString("Size", version.Size.ToString(CultureInfo.InvariantCulture));
                xml.WriteElementString("StorageClass", version.StorageClass);
                xml.WriteEndElement();
            }

            foreach (var folder in page.Folders)
            {
                xml.WriteStartElement("CommonPrefixes");
                xml.WriteElementString("Prefix", folder);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text.ToString();
    }
}
