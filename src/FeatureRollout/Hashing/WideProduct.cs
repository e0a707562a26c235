using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FeatureRollout.Hashing;

/// <summary>The 128-bit product of two 64-bit numbers, as much of it as hashing needs.</summary>
internal static class WideProduct
{
    /// <summary>The upper 64 bits.</summary>
    /// <remarks>MULX returns the half in a register; <see cref="Math.BigMul(ulong, ulong, out ulong)"/> writes the other half to the stack.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong left, ulong right) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(left, right) : PortableHigh(left, right);

    /// <summary>The upper half XOR the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fold(ulong left, ulong right) => High(left, right) ^ (left * right);

    /// <summary><see cref="High"/> on ARM and on x64 without BMI2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong PortableHigh(ulong left, ulong right) => Math.BigMul(left, right, out _);
}
