using Microsoft.AspNetCore.Http;

namespace LocalS3;

/// <summary>Checks the access key and the region of a request's signature, but not the signature itself.</summary>
internal sealed class AccessCheck(LocalS3Options options, IssuedKeys issued)
{
    private const string Algorithm = "AWS4-HMAC-SHA256 ";
    private const string Credential = "Credential=";

    /// <exception cref="S3Exception">The request is refused.</exception>
    public void Check(HttpRequest http, bool isSts)
    {
        // Prevents DNS rebinding: a browser would send the requests of a web page whose host name resolves to loopback.
        if (http.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            throw Errors.Of(
                400,
                "InvalidRequest",
                "Use http://127.0.0.1 or http://localhost with path style (http://127.0.0.1/bucket/key)."
            );
        }

        var (accessKeyId, region) = Signer(http.Headers.Authorization.ToString(), isSts ? "sts" : "s3");
        if (!isSts && region != options.Region)
        {
            throw Errors.Of(
                400,
                "AuthorizationHeaderMalformed",
                $"The request is signed for the region '{region}'; the buckets are in '{options.Region}'.",
                options.Region
            );
        }

        if (
            !issued.Accepts(accessKeyId, http.Headers["x-amz-security-token"].FirstOrDefault())
            && options.AccessKey is not null
            && accessKeyId != options.AccessKey
        )
        {
            throw Errors.Of(
                403,
                isSts ? "InvalidClientTokenId" : "InvalidAccessKeyId",
                "The access key ID is unknown."
            );
        }
    }

    private static (string AccessKeyId, string Region) Signer(string header, string service)
    {
        if (header.Length == 0)
        {
            throw Errors.AccessDenied("The request is not signed: it has no Authorization header.");
        }

        if (!header.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            throw Errors.Of(400, "InvalidRequest", "The authorization mechanism must be AWS4-HMAC-SHA256.");
        }

        var scope = header[Algorithm.Length..]
            .Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(part => part.StartsWith(Credential, StringComparison.Ordinal))
            ?[Credential.Length..].Split('/');
        return
            scope is [{ Length: > 0 } id, _, { Length: > 0 } region, var scopeService, "aws4_request"]
            && scopeService == service
            ? (id, region)
            : throw Errors.Of(
                400,
                "AuthorizationHeaderMalformed",
                $"The credential must read ID/yyyyMMdd/REGION/{service}/aws4_request."
            );
    }
}
