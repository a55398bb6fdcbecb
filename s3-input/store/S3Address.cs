using System.Collections;
using Amazon.Runtime.Endpoints;
using Amazon.S3;
using Amazon.S3.Model;

namespace InputSdk.S3.Store;

/// <summary>The address and signing scope for requests to a bucket, by the endpoint rules of the AWS SDK.</summary>
/// <param name="Origin">Scheme and authority, such as <c>https://logs.s3.us-east-1.amazonaws.com</c>.</param>
/// <param name="Host">The Host header: the authority without the default port of the scheme.</param>
/// <param name="BasePath">The percent-encoded path before the slash and the key: empty, or the bucket in path
/// style.</param>
/// <param name="Region">The Region to sign for.</param>
/// <param name="Service">The service to sign for.</param>
internal sealed record S3Address(string Origin, string Host, string BasePath, string Region, string Service)
{
    /// <summary>The address of a bucket; null if the rules require another scheme than Signature Version 4.</summary>
    /// <param name="client">The configured client.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="region">The Region to sign for if the rules specify none.</param>
    public static S3Address? Of(AmazonS3Client client, string bucket, string region)
    {
        // The rules take the bucket from a request; they ignore the key.
        var endpoint = client.DetermineServiceOperationEndpoint(
            new GetObjectRequest { BucketName = bucket, Key = "key" }
        );
        var schemes = (endpoint.Attributes?["authSchemes"] as IList)?.OfType<PropertyBag>().ToList() ?? [];
        if (schemes.Count > 0 && schemes[0]["name"] as string != "sigv4")
        {
            return null;
        }

        var scheme = schemes.FirstOrDefault();
        var uri = new Uri(endpoint.URL);
        return new S3Address(
            uri.GetLeftPart(UriPartial.Scheme) + uri.Authority,
            uri.Authority,
            uri.AbsolutePath.TrimEnd('/'),
            Of(scheme, "signingRegion") ?? region,
            Of(scheme, "signingName") ?? "s3"
        );
    }

    /// <summary>The path of an object, with the key exactly as listed.</summary>
    public string PathOf(string key) => $"{BasePath}/{PercentEncoding.OfPath(key)}";

    /// <summary>The path of the bucket.</summary>
    public string PathOfBucket => BasePath.Length == 0 ? "/" : BasePath;

    private static string? Of(PropertyBag? scheme, string name) =>
        scheme?[name] as string is { Length: > 0 } value ? value : null;
}
