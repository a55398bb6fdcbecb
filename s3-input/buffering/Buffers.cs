using System.Buffers;

namespace InputSdk.S3.Buffering;

/// <summary>
/// The buffers of bodies, text and records. They have a separate pool, because many are rented on one thread and
/// returned on another, and the shared pool keeps only a few buffers of each size for that case.
/// </summary>
internal static class Buffers
{
    private const int Largest = 2 * 1024 * 1024;
    private const int KeptOfEachSize = 64;

    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(Largest, KeptOfEachSize);

    public static byte[] Rent(int bytes) => bytes == 0 ? [] : Pool.Rent(bytes);

    public static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            Pool.Return(buffer);
        }
    }

    /// <summary>Returns a buffer, and replaces it with an empty one.</summary>
    public static void Return(ref byte[] buffer)
    {
        var returned = buffer;
        buffer = [];
        Return(returned);
    }
}
