using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static FeatureRollout.Hashing.XxHash3Constants;

namespace FeatureRollout.Hashing;

/// <summary>
/// XXH3 of more than 240 bytes: stripes of 64 bytes go into eight sums, which are scrambled after every sixteenth stripe.
/// Whoever holds the input in parts absorbs every whole stripe that has at least one more byte behind it, then finishes
/// with the last 64 bytes, which may overlap the stripe before.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct XxHash3Stripes
{
    /// <summary>The length of a stripe, in bytes.</summary>
    public const int StripeLength = 64;

    private const int StripesPerBlock = (SecretLength - StripeLength) / 8;

    private Vector128<ulong> _sums01;
    private Vector128<ulong> _sums23;
    private Vector128<ulong> _sums45;
    private Vector128<ulong> _sums67;
    private int _stripesInBlock;

    /// <summary>Starts with no stripe absorbed.</summary>
    public XxHash3Stripes()
    {
        _sums01 = Vector128.Create(Prime32C, Prime64A);
        _sums23 = Vector128.Create(Prime64B, Prime64C);
        _sums45 = Vector128.Create(Prime64D, Prime32B);
        _sums67 = Vector128.Create(Prime64E, Prime32A);
        _stripesInBlock = 0;
    }

    /// <summary>The hash of more than 240 bytes in one piece.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var state = new XxHash3Stripes();
        state.Absorb(bytes, (bytes.Length - 1) / StripeLength);
        return state.Finish(bytes[^StripeLength..], (ulong)bytes.Length);
    }

    /// <summary>Takes in the first stripes of the bytes.</summary>
    /// <param name="bytes">At least so many stripes.</param>
    /// <param name="stripes">How many; at least one more byte of input must follow them.</param>
    public void Absorb(ReadOnlySpan<byte> bytes, int stripes)
    {
        ref var start = ref MemoryMarshal.GetReference(bytes[..(stripes * StripeLength)]);
        for (var i = 0; i < stripes; i++)
        {
            AddStripe(ref Unsafe.Add(ref start, i * StripeLength), ref Unsafe.Add(ref SecretStart, _stripesInBlock * 8));
            if (++_stripesInBlock == StripesPerBlock)
            {
                Scramble();
                _stripesInBlock = 0;
            }
        }
    }

    /// <summary>Takes in the last 64 bytes and gives the hash; the state is spent.</summary>
    /// <param name="last">The last 64 bytes of the input.</param>
    /// <param name="length">The length of the whole input, in bytes.</param>
    public ulong Finish(ReadOnlySpan<byte> last, ulong length)
    {
        AddStripe(ref MemoryMarshal.GetReference(last[..StripeLength]), ref Unsafe.Add(ref SecretStart, SecretLength - StripeLength - 7));
        var hash = length * Prime64A;
        hash += XxHash3.Piece(_sums01.ToScalar(), _sums01.GetElement(1), 11);
        hash += XxHash3.Piece(_sums23.ToScalar(), _sums23.GetElement(1), 27);
        hash += XxHash3.Piece(_sums45.ToScalar(), _sums45.GetElement(1), 43);
        hash += XxHash3.Piece(_sums67.ToScalar(), _sums67.GetElement(1), 59);
        return XxHash3.Avalanche(hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddStripe(ref byte stripe, ref byte secret)
    {
        _sums01 = Add(_sums01, Load(ref stripe, 0), Load(ref secret, 0));
        _sums23 = Add(_sums23, Load(ref stripe, 16), Load(ref secret, 16));
        _sums45 = Add(_sums45, Load(ref stripe, 32), Load(ref secret, 32));
        _sums67 = Add(_sums67, Load(ref stripe, 48), Load(ref secret, 48));
    }

    /// <summary>Each lane gains the product of the halves of its keyed input, and the input of its neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Add(Vector128<ulong> sums, Vector128<ulong> input, Vector128<ulong> secret) =>
        sums + Vector128.Shuffle(input, Vector128.Create(1UL, 0)) + ProductOfHalves(input ^ secret);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> ProductOfHalves(Vector128<ulong> keyed) =>
        Sse2.IsSupported
            ? Sse2.Multiply(keyed.AsUInt32(), (keyed >>> 32).AsUInt32())
            : PortableProductOfHalves(keyed);

    internal static Vector128<ulong> PortableProductOfHalves(Vector128<ulong> keyed) =>
        (keyed & Vector128.Create((ulong)uint.MaxValue)) * (keyed >>> 32);

    private void Scramble()
    {
        ref var secret = ref Unsafe.Add(ref SecretStart, SecretLength - StripeLength);
        _sums01 = Scramble(_sums01, Load(ref secret, 0));
        _sums23 = Scramble(_sums23, Load(ref secret, 16));
        _sums45 = Scramble(_sums45, Load(ref secret, 32));
        _sums67 = Scramble(_sums67, Load(ref secret, 48));
    }

    private static Vector128<ulong> Scramble(Vector128<ulong> sums, Vector128<ulong> secret) =>
        (sums ^ (sums >>> 47) ^ secret) * Prime32A;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte start, nint offset) =>
        BitConverter.IsLittleEndian
            ? Vector128.LoadUnsafe(ref start, (nuint)offset).AsUInt64()
            : Vector128.Create(Read64(ref start, offset), Read64(ref start, offset + 8));
}
