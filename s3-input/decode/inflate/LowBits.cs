using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace InputSdk.S3;

/// <summary>Takes the lowest bits of a word.</summary>
internal interface ILowBits
{
    /// <summary>The lowest bits, as many as the lowest byte of <paramref name="count"/> says: fewer than 64.</summary>
    static abstract ulong Of(ulong bits, uint count);
}

/// <summary>In one instruction of BMI2.</summary>
internal readonly struct Bmi2LowBits : ILowBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong bits, uint count) => Bmi2.X64.ZeroHighBits(bits, count);
}

/// <summary>On any processor.</summary>
internal readonly struct PortableLowBits : ILowBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong bits, uint count) => bits & ((1UL << (int)(count & 63)) - 1);
}
