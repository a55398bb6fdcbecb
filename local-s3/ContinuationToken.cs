using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LocalS3;

/// <summary>
/// The position at which a listing continues: after the last key or common prefix of the previous page. It is opaque
/// to clients. A checksum that includes the bucket detects invalid tokens. A token stays valid after a server restart.
/// </summary>
internal static class ContinuationToken
{
    private const int SumBytes = 8;

    public static string Of(string bucket, string last)
    {
        var text = Encoding.UTF8.GetBytes(last);
        return Base64Url.EncodeToString([.. Sum(bucket, text), .. text]);
    }

    public static string Last(string bucket, string token)
    {
        if (Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (
                bytes.Length > SumBytes
                && Sum(bucket, bytes.AsSpan(SumBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SumBytes))
            )
            {
                return Encoding.UTF8.GetString(bytes.AsSpan(SumBytes));
            }
        }

        throw Errors.InvalidArgument("The continuation token was not issued for this bucket.");
    }

    private static byte[] Sum(string bucket, ReadOnlySpan<byte> text) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(bucket), 0, .. text])[..SumBytes];
}
