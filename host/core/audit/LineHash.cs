using System.Runtime.InteropServices;

namespace InputHost.Audit;

/// <summary>The first 128 bits of the SHA-256 of a line.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LineHash(ulong High, ulong Low)
{
    /// <summary>The order of the hashes, as numbers.</summary>
    public int Order(LineHash other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);
}
