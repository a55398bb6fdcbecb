using System.Security.Cryptography;
using System.Text;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Checkpoints;

/// <summary>
/// The identity of the source of a checkpoint. It excludes the credentials, because they can be rotated.
/// </summary>
internal static class SourceFingerprint
{
    public static byte[] Of(string endpoint, S3Config config) =>
        SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Join('\0', endpoint, config.Bucket, config.Prefix, config.Log.Id))
        );
}
