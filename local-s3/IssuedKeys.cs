using System.Security.Cryptography;

namespace LocalS3;

/// <summary>Temporary credentials.</summary>
internal sealed record IssuedKey(
    string AccessKeyId,
    string SecretAccessKey,
    string SessionToken,
    DateTimeOffset Expiration
);

/// <summary>The temporary credentials that were issued. The oldest are removed.</summary>
internal sealed class IssuedKeys(TimeProvider time)
{
    private const int MaxKept = 1000;

    private readonly Lock access = new();
    private readonly Dictionary<string, IssuedKey> byId = new(StringComparer.Ordinal);
    private readonly Queue<string> oldestFirst = new();

    public IssuedKey Issue(TimeSpan lifetime)
    {
        var key = new IssuedKey(
            "ASIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(120)),
            ObjectFile.WholeSeconds((time.GetUtcNow() + lifetime).UtcDateTime)
        );
        lock (access)
        {
            byId.Add(key.AccessKeyId, key);
            oldestFirst.Enqueue(key.AccessKeyId);
            if (oldestFirst.Count > MaxKept)
            {
                byId.Remove(oldestFirst.Dequeue());
            }
        }

        return key;
    }

    /// <summary>Whether the access key ID was issued by this server.</summary>
    /// <exception cref="S3Exception">The session token does not match, or the credentials expired.</exception>
    public bool Accepts(string accessKeyId, string? sessionToken)
    {
        IssuedKey? key;
        lock (access)
        {
            if (!byId.TryGetValue(accessKeyId, out key))
            {
                return false;
            }
        }

        if (key.SessionToken != sessionToken)
        {
            throw Errors.Of(400, "InvalidToken", "The session token is missing or does not belong to the access key.");
        }

        return time.GetUtcNow() < key.Expiration
            ? true
            : throw Errors.Of(400, "ExpiredToken", "The temporary credentials have expired.");
    }
}
