using System.Text;
using System.Xml;

namespace InputSdk.S3;

/// <summary>
/// Reads the document that answers ListObjectsV2. Anything else, and anything incomplete, is refused: an answer
/// that is taken for an empty listing would make every object after it count as read.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
/// </summary>
internal static class ListingReader
{
    // S3 writes UTF-8. What a document declares is not followed: other encodings would be read with replaced characters.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    // Keys may hold control characters, which servers write as references that XML 1.0 does not allow; the AWS SDK
    // reads them, so they are read here. Whitespace counts: a key may consist of it.
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

    /// <summary>The page that a document holds.</summary>
    /// <param name="document">The whole body of the answer.</param>
    /// <param name="bucket">The bucket that was asked for.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="date">The Date of the answer.</param>
    /// <exception cref="BadListingException">It is not the listing that was asked for.</exception>
    public static ListPage Read(Stream document, string bucket, ListRequest request, DateTimeOffset date)
    {
        try
        {
            using var reader = Open(document);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "ListBucketResult")
            {
                throw reader is { NodeType: XmlNodeType.Element, LocalName: "Error" }
                    ? new BadListingException("it is an error document", CodeIn(reader))
                    : new BadListingException("it is another document");
            }

            return new ListingDocument(bucket, request, date).Read(reader);
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            throw new BadListingException("it is not well-formed XML in UTF-8, or it is cut off");
        }
    }

    /// <summary>The code of an error document; null when the body is none.</summary>
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

/// <summary>An answer is not the listing that was asked for.</summary>
/// <param name="reason">A clause about the answer. It may quote a key, and nothing else of the answer.</param>
/// <param name="errorCode">The code of the error document that came instead, if one came.</param>
internal sealed class BadListingException(string reason, string? errorCode = null) : Exception(reason)
{
    public string? ErrorCode { get; } = errorCode;
}
