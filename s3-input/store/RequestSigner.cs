using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InputSdk.S3.Store;

/// <summary>
/// Signs requests with Signature Version 4 in the Authorization header.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// The signing key depends on the secret key, the day, the Region and the service. The last signing key is cached.
/// Safe for concurrent use.
/// </summary>
internal sealed class RequestSigner
{
    /// <summary>The SHA-256 of an empty body, which every GET has.</summary>
    public const string EmptyBodyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    private volatile SigningKey? _last;

    /// <summary>The time in the format of the <c>x-amz-date</c> header.</summary>
    public static string TimestampOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the Authorization header.</summary>
    /// <param name="request">The request to sign. Its headers include <c>host</c> and <c>x-amz-date</c>.</param>
    /// <param name="scope">The keys, the Region and the service.</param>
    /// <param name="time">The time in <c>x-amz-date</c>.</param>
    public string Authorization(in SignedRequest request, in SigningScope scope, DateTimeOffset time)
    {
        var timestamp = TimestampOf(time);
        var day = timestamp[..8];
        var credentialScope = $"{day}/{scope.Region}/{scope.Service}/aws4_request";
        var signedHeaders = string.Join(';', request.Headers.Select(header => header.Name));
        var toSign = $"{Algorithm}\n{timestamp}\n{credentialScope}\n{HashOf(Canonical(request, signedHeaders))}";
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HmacOf(KeyOf(scope, day), toSign, signature);
        return $"{Algorithm} Credential={scope.AccessKey}/{credentialScope}, SignedHeaders={signedHeaders}, "
            + $"Signature={Convert.ToHexStringLower(signature)}";
    }

    private static string Canonical(in SignedRequest request, string signedHeaders)
    {
        var text = new StringBuilder(512)
            .Append(request.Method)
            .Append('\n')
            .Append(request.Path)
            .Append('\n')
            .Append(request.Query)
            .Append('\n');
        foreach (var (name, value) in request.Headers)
        {
            text.Append(name).Append(':').Append(Trimmed(value)).Append('\n');
        }

        return text.Append('\n').Append(signedHeaders).Append('\n').Append(request.BodyHash).ToString();
    }

    /// <summary>Trims the value and replaces sequences of spaces by one space.</summary>
    private static string Trimmed(string value) =>
        value.StartsWith(' ') || value.EndsWith(' ') || value.Contains("  ", StringComparison.Ordinal)
            ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : value;

    private static string HashOf(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)), hash);
        ArrayPool<byte>.Shared.Return(bytes);
        return Convert.ToHexStringLower(hash);
    }

    private static void HmacOf(ReadOnlySpan<byte> key, string text, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[512];
        HMACSHA256.HashData(
            key,
            Encoding.UTF8.TryGetBytes(text, bytes, out var count) ? bytes[..count] : Encoding.UTF8.GetBytes(text),
            hash
        );
    }

    private byte[] KeyOf(in SigningScope scope, string day)
    {
        if (_last is { } last && last.Scope == scope && last.Day == day)
        {
            return last.Key;
        }

        var key = new byte[HMACSHA256.HashSizeInBytes];
        HmacOf(Encoding.UTF8.GetBytes("AWS4" + scope.SecretKey), day, key);
        foreach (var part in new[] { scope.Region, scope.Service, "aws4_request" })
        {
            HmacOf(key, part, key);
        }

        _last = new SigningKey(scope, day, key);
        return key;
    }

    private sealed class SigningKey(SigningScope scope, string day, byte[] key)
    {
        public SigningScope Scope { get; } = scope;

        public string Day { get; } = day;

        public byte[] Key { get; } = key;
    }
}

/// <summary>The parts of a request that a signature covers, in their canonical form.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The percent-encoded path, exactly as it is sent.</param>
/// <param name="Query">The percent-encoded parameters in the order of their names, exactly as they are sent.</param>
/// <param name="Headers">Names in lower case and in order.</param>
/// <param name="BodyHash">The SHA-256 of the body in hexadecimal digits.</param>
internal readonly record struct SignedRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyList<(string Name, string Value)> Headers,
    string BodyHash
);

/// <summary>
/// The keys, Region and service of a signature. Not a record, whose generated text would show the secret key.
/// </summary>
internal readonly struct SigningScope(string accessKey, string secretKey, string region, string service)
    : IEquatable<SigningScope>
{
    public string AccessKey { get; } = accessKey;

    public string SecretKey { get; } = secretKey;

    public string Region { get; } = region;

    public string Service { get; } = service;

    public static bool operator ==(in SigningScope left, in SigningScope right) => left.Equals(right);

    public static bool operator !=(in SigningScope left, in SigningScope right) => !left.Equals(right);

    public bool Equals(SigningScope other) =>
        SecretKey == other.SecretKey
        && AccessKey == other.AccessKey
        && Region == other.Region
        && Service == other.Service;

    public override bool Equals(object? obj) => obj is SigningScope other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(AccessKey, Region, Service);
}
