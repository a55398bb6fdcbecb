using System.Security.Cryptography;

namespace ServerTests;

/// <summary>An access key: its id, and the secret that belongs to it.</summary>
public sealed record Keys(string Id, string Secret)
{
    /// <summary>Of the form that AWS gives them.</summary>
    public static Keys Random() =>
        new(
            "AKIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 40)
        );
}
