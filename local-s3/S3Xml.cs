using System.Globalization;
using System.Text;
using System.Xml;

namespace LocalS3;

/// <summary>Writes the XML documents of S3 responses.</summary>
internal static class S3Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>
    /// Keys can contain characters that XML 1.0 does not allow. S3 writes them as character references, which clients
    /// accept.
    /// </summary>
    private static readonly XmlWriterSettings Lenient = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        CheckCharacters = false,
        NewLineHandling = NewLineHandling.Entitize,
    };

    public static byte[] Document(string root, string? xmlNamespace, Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Lenient))
        {
            xml.WriteStartElement(root, xmlNamespace);
            content(xml);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static byte[] Error(S3Error error, string resource, string requestId) =>
        Document(
            "Error",
            null,
            xml =>
            {
                xml.WriteElementString("Code", error.Code);
                xml.WriteElementString("Message", error.Message);
                if (error.Region is not null)
                {
                    xml.WriteElementString("Region", error.Region);
                }

                xml.WriteElementString("Resource", resource);
                xml.WriteElementString("RequestId", requestId);
            }
        );

    public static byte[] Buckets(IEnumerable<DiskEntry> buckets, string region) =>
        Document(
            "ListAllMyBucketsResult",
            Namespace,
            xml =>
            {
                xml.WriteStartElement("Owner");
                xml.WriteElementString("ID", "local");
                xml.WriteEndElement();
                xml.WriteStartElement("Buckets");
                foreach (var bucket in buckets.OrderBy(entry => entry.Name, KeyOrder.Instance))
                {
                    xml.WriteStartElement("Bucket");
                    xml.WriteElementString("Name", bucket.Name.TrimEnd('/'));
                    var created = ObjectFile.WholeSeconds(Directory.GetCreationTimeUtc(bucket.Path));
                    xml.WriteElementString("CreationDate", Time(created));
                    xml.WriteElementString("BucketRegion", region);
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }
        );

    /// <summary>The location of us-east-1 is an empty string, as in S3.</summary>
    public static byte[] Location(string region) =>
        Document("LocationConstraint", Namespace, xml => xml.WriteString(region == "us-east-1" ? "" : region));

    public static byte[] Objects(S3Request request, ListObjectsQuery query, ListObjectsPage page) =>
        Document(
            "ListBucketResult",
            Namespace,
            xml =>
            {
                string Encoded(string key) => query.IsUrlEncoded ? PercentEncoding.EncodeKey(key) : key;

                xml.WriteElementString("Name", request.Bucket);
                xml.WriteElementString("Prefix", Encoded(query.Prefix));
                WriteIfAny(xml, "Delimiter", Encoded(query.Delimiter));
                WriteIfAny(xml, "StartAfter", Encoded(request.Parameter("start-after") ?? ""));
                WriteIfAny(xml, "ContinuationToken", request.Parameter("continuation-token"));
                WriteIfAny(xml, "EncodingType", query.IsUrlEncoded ? "url" : null);
                xml.WriteElementString("KeyCount", XmlConvert.ToString(page.KeyCount));
                xml.WriteElementString("MaxKeys", XmlConvert.ToString(query.MaxKeys));
                xml.WriteElementString("IsTruncated", XmlConvert.ToString(page.ContinuesAfter is not null));
                if (page.ContinuesAfter is { } last)
                {
                    xml.WriteElementString("NextContinuationToken", ContinuationToken.Of(request.Bucket!, last));
                }

                foreach (var item in page.Contents)
                {
                    xml.WriteStartElement("Contents");
                    xml.WriteElementString("Key", Encoded(item.Key));
                    xml.WriteElementString("LastModified", Time(item.LastModified));
                    xml.WriteElementString("ETag", item.ETag);
                    xml.WriteElementString("Size", XmlConvert.ToString(item.Size));
                    xml.WriteElementString("StorageClass", "STANDARD");
                    xml.WriteEndElement();
                }

                foreach (var prefix in page.CommonPrefixes)
                {
                    xml.WriteStartElement("CommonPrefixes");
                    xml.WriteElementString("Prefix", Encoded(prefix));
                    xml.WriteEndElement();
                }
            }
        );

    private static void WriteIfAny(XmlWriter xml, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            xml.WriteElementString(name, value);
        }
    }
}
