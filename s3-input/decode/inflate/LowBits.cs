using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace InputSdk.S3.Decode.Inflate;

/// <summary>Extracts the lowest bits of a word.</summary>
internal interface ILowBits
{
    /// <summary>
    /// The lowest bits. The lowest byte of <paramref name="count"/> is their number, which is less than 64.
    /// </summary>
    static abstract ulong Of(ulong bits, uint count);
}

/// <summary>Uses one BMI2 instruction.</summary>
internal readonly struct Bmi2LowBits : ILowBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong bits, uint count) => Bmi2.X64.ZeroHighBits(bits, count);
}

/// <summary>Runs on any processor.</summary>
internal readonly struct PortableLowBits : ILowBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong bits, uint count) => bits & ((1UL << (int)(count & 63)) - 1);
}
