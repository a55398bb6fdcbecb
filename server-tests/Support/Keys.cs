using System.Security.Cryptography;

namespace ServerTests;

/// <summary>An access key ID and its secret access key.</summary>
public sealed record Keys(string Id, string Secret)
{
    /// <summary>Creates random keys in the format of AWS.</summary>
    public static Keys Random() =>
        new(
            "AKIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 40)
        );
}
