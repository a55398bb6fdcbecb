using System.Text;
using System.Xml;

namespace InputSdk.S3.Store;

/// <summary>
/// Reads the response document of ListObjectsV2. Other and incomplete documents are rejected: if one were accepted as
/// an empty listing, every object after it would count as read.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
/// </summary>
internal static class ListingReader
{
    // S3 writes UTF-8. The declared encoding is ignored: other encodings would be read with replacement characters.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    // Keys can contain control characters, which servers write as references that XML 1.0 does not allow. They are read
    // here, as by the AWS SDK. Whitespace is significant: a key can consist of it.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = Limits.ListPageBytes,
        MaxCharactersFromEntities = Limits.ListPageBytes,
    };

    /// <summary>Reads the page in a document.</summary>
    /// <param name="document">The complete body of the response.</param>
    /// <param name="bucket">The requested bucket.</param>
    /// <param name="request">The request.</param>
    /// <param name="date">The Date of the response.</param>
    /// <exception cref="BadListingException">The document is not the requested listing.</exception>
    public static ListPage Read(Stream document, string bucket, ListRequest request, DateTimeOffset date)
    {
        try
        {
            using var reader = Open(document);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "ListBucketResult")
            {
                throw reader is { NodeType: XmlNodeType.Element, LocalName: "Error" }
                    ? new BadListingException("the response is an error document", CodeIn(reader))
                    : new BadListingException("the response is not a listing");
            }

            return new ListingDocument(bucket, request, date).Read(reader);
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            throw new BadListingException("the response is not well-formed XML in UTF-8, or it is truncated");
        }
    }

    /// <summary>The code of an error document; null if the body is not an error document.</summary>
    public static string? ErrorCodeIn(Stream body)
    {
        try
        {
            using var reader = Open(body);
            return reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "Error" ? CodeIn(reader) : null;
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static XmlReader Open(Stream document) =>
        XmlReader.Create(new StreamReader(document, Strict, detectEncodingFromByteOrderMarks: false), Settings);

    private static string? CodeIn(XmlReader error) =>
        error.ReadToDescendant("Code") ? error.ReadElementContentAsString() : null;
}

/// <summary>A response is not the requested listing.</summary>
/// <param name="reason">A clause about the response. It can quote a key, but no other part of the response.</param>
/// <param name="errorCode">The code of the error document; null if the response is not an error document.</param>
internal sealed class BadListingException(string reason, string? errorCode = null) : Exception(reason)
{
    public string? ErrorCode { get; } = errorCode;
}
