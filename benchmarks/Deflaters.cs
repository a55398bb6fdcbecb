using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>Gzip files as tools other than .NET write them. Every Debian system has both tools.</summary>
internal static partial class Deflaters
{
    private const int Level = 6;

    // The bytes that zlib adds before and after the deflate data.
    private const int ZlibHeader = 2;
    private const int ZlibTrailer = 4;

    /// <summary>Compresses as zlib does, which most programs use.</summary>
    public static byte[] Zlib(byte[] text)
    {
        var packed = new byte[text.Length + 1024];
        nuint length = (nuint)packed.Length;
        if (Compress(packed, ref length, text, (nuint)text.Length, Level) != 0)
        {
            throw new InvalidOperationException("zlib did not compress.");
        }

        var deflate = packed.AsSpan(ZlibHeader, (int)length - ZlibHeader - ZlibTrailer);
        byte[] gzip = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. deflate, .. new byte[8]];
        BinaryPrimitives.WriteUInt32LittleEndian(gzip.AsSpan(^8), Crc32.HashToUInt32(text));
        BinaryPrimitives.WriteUInt32LittleEndian(gzip.AsSpan(^4), (uint)text.Length);
        return gzip;
    }

    /// <summary>Compresses as the program gzip does.</summary>
    public static byte[] Gnu(byte[] text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, text);
            var start = new ProcessStartInfo("gzip", ["-c", $"-{Level}", file])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            using var gzip = Process.Start(start)!;
            using var packed = new MemoryStream();
            gzip.StandardOutput.BaseStream.CopyTo(packed);
            gzip.WaitForExit();
            return gzip.ExitCode == 0
                ? packed.ToArray()
                : throw new InvalidOperationException($"gzip ended with {gzip.ExitCode}.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [LibraryImport("libz.so.1", EntryPoint = "compress2")]
    private static partial int Compress(byte[] to, ref nuint length, byte[] from, nuint fromLength, int level);
}
