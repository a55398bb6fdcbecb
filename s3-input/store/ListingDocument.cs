using System.Globalization;
using System.Text;
using System.Xml;

namespace InputSdk.S3.Store;

/// <summary>
/// Reads the document of a listing, and checks that each entry is complete and that it answers the request.
/// </summary>
internal sealed class ListingDocument(string bucket, ListRequest request, DateTimeOffset date)
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private readonly List<ObjectVersion> _objects = [];
    private readonly List<string> _folders = [];
    private readonly Dictionary<string, string> _once = [];

    public ListPage Read(XmlReader reader)
    {
        ReadChildren(reader, ReadMember);
        while (reader.Read())
        {
            // Reads to the end: the whole document must be well-formed.
        }

        Check();
        return new ListPage
        {
            Objects = _objects,
            Folders = _folders,
            IsTruncated = bool.Parse(_once["IsTruncated"]),
            NextToken = _once.GetValueOrDefault("NextContinuationToken") is { Length: > 0 } token ? token : null,
            Date = date,
        };
    }

    private void ReadMember(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "Contents":
                _objects.Add(ReadEntry(reader));
                break;
            case "CommonPrefixes":
                ReadFolder(reader);
                break;
            case "Name"
            or "Prefix"
            or "Delimiter"
            or "StartAfter"
            or "ContinuationToken"
            or "IsTruncated"
            or "KeyCount"
            or "NextContinuationToken"
            or "EncodingType":
                var name = reader.LocalName;
                if (!_once.TryAdd(name, Text(reader)))
                {
                    throw new BadListingException($"the listing has {name} twice");
                }

                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadFolder(XmlReader reader)
    {
        var before = _folders.Count;
        ReadChildren(
            reader,
            member =>
                _folders.Add(member.LocalName == "Prefix" ? Valid(Text(member)) : throw Missing("Prefix", "a folder"))
        );
        if (_folders.Count == before)
        {
            throw Missing("Prefix", "a folder");
        }
    }

    private static ObjectVersion ReadEntry(XmlReader reader)
    {
        string? key = null,
            modified = null,
            size = null,
            etag = null,
            storageClass = null;
        ReadChildren(
            reader,
            member =>
            {
                switch (member.LocalName)
                {
                    case "Key":
                        key = Once(key, member);
                        break;
                    case "LastModified":
                        modified = Once(modified, member);
                        break;
                    case "Size":
                        size = Once(size, member);
                        break;
                    case "ETag":
                        etag = Once(etag, member);
                        break;
                    case "StorageClass":
                        storageClass = Once(storageClass, member);
                        break;
                    default:
                        member.Skip();
                        break;
                }
            }
        );
        return new ObjectVersion
        {
            Key = key is { Length: > 0 } ? Valid(key) : throw Missing("Key", "an entry"),
            LastModified = TimeIn(modified) ?? throw Missing("LastModified", key),
            Size = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? bytes
                : throw Missing("Size", key),
            ETag = etag is null || IsHeaderValue(etag) ? etag ?? "" : throw Missing("ETag", key),
            StorageClass = storageClass is { Length: > 0 } ? storageClass : "STANDARD",
        };
    }

    /// <summary>Compares the members that describe the listing with the request.</summary>
    private void Check()
    {
        if (_once.GetValueOrDefault("Name") != bucket)
        {
            throw new BadListingException("the listing is of another bucket");
        }

        if (_once.GetValueOrDefault("Prefix", "") != request.Prefix)
        {
            throw new BadListingException("the listing is of another prefix");
        }

        // These members are optional. If they are present and differ, the response is for another request. With a
        // token, S3 starts at the token, and the effect of both a token and start-after is not defined.
        if (
            IsOther("Delimiter", request.Folders ? "/" : "")
            || IsOther("ContinuationToken", request.ContinuationToken ?? "")
            || (request.ContinuationToken is null && IsOther("StartAfter", request.StartAfter))
        )
        {
            throw new BadListingException("the listing is for another request");
        }

        if (!bool.TryParse(_once.GetValueOrDefault("IsTruncated"), out _))
        {
            throw new BadListingException("the listing has no valid IsTruncated");
        }

        if (_once.GetValueOrDefault("EncodingType") is { Length: > 0 })
        {
            throw new BadListingException("the keys are encoded, which was not requested");
        }

        if (
            _once.TryGetValue("KeyCount", out var count)
            && (
                !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var keys)
                || keys != _objects.Count + _folders.Count
            )
        )
        {
            throw new BadListingException(
                $"the listing has {_objects.Count + _folders.Count} entries and another KeyCount"
            );
        }
    }

    private bool IsOther(string member, string sent) =>
        _once.TryGetValue(member, out var echoed) && echoed.Length > 0 && echoed != sent;

    private static void ReadChildren(XmlReader reader, Action<XmlReader> read)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                read(reader);
            }
            else if (!reader.Read())
            {
                return;
            }
        }

        reader.Read();
    }

    /// <summary>A second element would belong to another entry whose own element is missing.</summary>
    private static string Once(string? before, XmlReader reader) =>
        before is null ? Text(reader) : throw new BadListingException($"an entry has {reader.LocalName} twice");

    private static string Text(XmlReader reader) => reader.ReadElementContentAsString();

    private static BadListingException Missing(string member, string? of) =>
        new($"{(of is null ? "an entry" : of)} has no valid {member}");

    /// <summary>Checks the length limit of S3, and rejects unpaired surrogates, which no request can contain.</summary>
    private static string Valid(string key)
    {
        try
        {
            return Strict.GetByteCount(key) <= Limits.KeyBytes
                ? key
                : throw new BadListingException("a key is longer than S3 allows");
        }
        catch (EncoderFallbackException)
        {
            throw new BadListingException("a key is not valid Unicode text");
        }
    }

    /// <summary>Parses a time, in UTC if it has no zone. Times before 1970 are not valid.</summary>
    private static DateTimeOffset? TimeIn(string? text) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
        && time >= DateTimeOffset.UnixEpoch
            ? time
            : null;

    /// <summary>True if the text can be the value of the If-Match header.</summary>
    private static bool IsHeaderValue(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
