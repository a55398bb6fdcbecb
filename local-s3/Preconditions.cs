using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;

namespace LocalS3;

/// <summary>The conditions of a GET or HEAD, in the order of RFC 9110 §13.2.2.</summary>
internal static class Preconditions
{
    /// <summary>Whether to answer 304 Not Modified.</summary>
    /// <exception cref="S3Exception">The object does not match the precondition.</exception>
    public static bool IsUnchanged(RequestHeaders headers, string etag, DateTimeOffset lastModified)
    {
        var raw = headers.Headers;
        var isOther =
            raw.IfMatch.Count > 0 ? !Names(raw.IfMatch.ToString(), etag) : lastModified > headers.IfUnmodifiedSince;
        if (isOther)
        {
            throw Errors.Of(
                StatusCodes.Status412PreconditionFailed,
                "PreconditionFailed",
                "At least one precondition of the request does not hold."
            );
        }

        return raw.IfNoneMatch.Count > 0
            ? Names(raw.IfNoneMatch.ToString(), etag)
            : lastModified <= headers.IfModifiedSince;
    }

    /// <summary>Clients send ETags with and without their quotes.</summary>
    private static bool Names(string list, string etag) =>
        list.Split(',', StringSplitOptions.TrimEntries).Any(item => item == "*" || item.Trim('"') == etag.Trim('"'));
}
