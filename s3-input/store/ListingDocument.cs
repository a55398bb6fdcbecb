using System.Globalization;
using System.Text;
using System.Xml;

namespace InputSdk.S3;

/// <summary>The document of a listing while it is read: every entry complete, and the document the one that was asked for.</summary>
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
            // To the end of the document: it must be well-formed to its last byte.
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
                    throw new BadListingException($"it has {name} twice");
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

    /// <summary>What the document says about itself must be what was asked for.</summary>
    private void Check()
    {
        if (_once.GetValueOrDefault("Name") != bucket)
        {
            throw new BadListingException("it names another bucket");
        }

        if (_once.GetValueOrDefault("Prefix", "") != request.Prefix)
        {
            throw new BadListingException("it is of another prefix");
        }

        // Servers need not repeat these; one that does answers another request if they differ. With a token S3 starts
        // at the token, and what a server makes of both is not defined.
        if (
            IsOther("Delimiter", request.Folders ? "/" : "")
            || IsOther("ContinuationToken", request.ContinuationToken ?? "")
            || (request.ContinuationToken is null && IsOther("StartAfter", request.StartAfter))
        )
        {
            throw new BadListingException("it answers another request");
        }

        if (!bool.TryParse(_once.GetValueOrDefault("IsTruncated"), out _))
        {
            throw new BadListingException("it does not say whether it is truncated");
        }

        if (_once.GetValueOrDefault("EncodingType") is { Length: > 0 })
        {
            throw new BadListingException("its keys are encoded, which was not requested");
        }

        if (
            _once.TryGetValue("KeyCount", out var count)
            && (
                !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var keys)
                || keys != _objects.Count + _folders.Count
            )
        )
        {
            throw new BadListingException($"it has {_objects.Count + _folders.Count} entries and says another number");
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

    /// <summary>A second one would be of another entry, whose own element is missing.</summary>
    private static string Once(string? before, XmlReader reader) =>
        before is null ? Text(reader) : throw new BadListingException($"an entry has {reader.LocalName} twice");

    private static string Text(XmlReader reader) => reader.ReadElementContentAsString();

    private static BadListingException Missing(string member, string? of) =>
        new($"{(of is null ? "an entry" : of)} has no valid {member}");

    /// <summary>S3's bound for a key, and no half of a surrogate pair, which no request could carry.</summary>
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

    /// <summary>UTC where no zone is given. Nothing in S3 is older than 1970.</summary>
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

    /// <summary>It becomes the header If-Match.</summary>
    private static bool IsHeaderValue(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
