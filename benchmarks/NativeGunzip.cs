using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>
/// The fastest decoders that a user can install: libdeflate and ISA-L, if their packages are installed (Debian:
/// libdeflate0 and libisal2). Both get the whole object and a buffer for all of its text.
/// </summary>
internal static partial class NativeGunzip
{
    private const string Deflate = "libdeflate.so.0";
    private const string Isal = "libisal.so.2";

    // Layout of struct inflate_state in igzip_lib.h, version 2.30: an upper bound for its size, and the offsets of the
    // fields that are set.
    private const int StateBytes = 128 * 1024;
    private const int OutSpace = 8,
        OutTotal = 12,
        In = 16,
        InBytes = 32,
        BlockState = 21160,
        CrcFlag = 21172;
    private const int GzipChecked = 1;
    private const int Finished = 5;

    private static readonly byte[] Text = GC.AllocateUninitializedArray<byte>(160 * GzipFiles.MiB, pinned: true);
    private static readonly nint State = Marshal.AllocHGlobal(StateBytes);
    private static nint s_decompressor;

    public static IEnumerable<(string Name, Func<byte[], long> Read)> Available
    {
        get
        {
            if (NativeLibrary.TryLoad(Deflate, out _))
            {
                s_decompressor = AllocateDecompressor();
                yield return ("libdeflate", ByLibdeflate);
            }

            if (NativeLibrary.TryLoad(Isal, out _))
            {
                yield return ("ISA-L", ByIsal);
            }
        }
    }

    private static long ByLibdeflate(byte[] body) =>
        GzipDecompress(s_decompressor, body, (nuint)body.Length, Text, (nuint)Text.Length, out var length) == 0
            ? (long)length
            : throw new InvalidOperationException("libdeflate did not decompress.");

    private static long ByIsal(byte[] body)
    {
        var pinned = GCHandle.Alloc(body, GCHandleType.Pinned);
        try
        {
            InitializeInflate(State);
            Marshal.WriteInt32(State, CrcFlag, GzipChecked);
            Marshal.WriteIntPtr(State, Marshal.UnsafeAddrOfPinnedArrayElement(Text, 0));
            Marshal.WriteInt32(State, OutSpace, Text.Length);
            Marshal.WriteIntPtr(State, In, pinned.AddrOfPinnedObject());
            Marshal.WriteInt32(State, InBytes, body.Length);
            return Inflate(State) == 0 && Marshal.ReadInt32(State, BlockState) == Finished
                ? Marshal.ReadInt32(State, OutTotal)
                : throw new InvalidOperationException("ISA-L did not decompress.");
        }
        finally
        {
            pinned.Free();
        }
    }

    [LibraryImport(Isal, EntryPoint = "isal_inflate_init")]
    private static partial void InitializeInflate(nint state);

    [LibraryImport(Isal, EntryPoint = "isal_inflate")]
    private static partial int Inflate(nint state);

    [LibraryImport(Deflate, EntryPoint = "libdeflate_alloc_decompressor")]
    private static partial nint AllocateDecompressor();

    [LibraryImport(Deflate, EntryPoint = "libdeflate_gzip_decompress")]
    private static partial int GzipDecompress(
        nint decompressor,
        byte[] from,
        nuint fromLength,
        byte[] to,
        nuint toLength,
        out nuint length
    );
}
