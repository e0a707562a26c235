using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FeatureRollout.Evaluation;

/// <summary>
/// About how many different customers were seen, in 1 KB whatever their number: a HyperLogLog of 1,024 registers
/// (Flajolet, Fusy, Gandouet, Meunier, 2007), fed with the customer-id hash that evaluation has computed anyway.
/// </summary>
/// <remarks>
/// The hash's highest 10 bits choose the register, and its trailing zeros among the other 54 give the rank; a register keeps
/// the greatest rank. Being in a percentage depends on a mix of hash and salt, so that the hashes of customers at 1 % are
/// still uniform. Thread-safe: nearly every call ends at one compare, and the few that raise a register do so with a
/// compare-and-swap, so that none is lost.
/// </remarks>
internal sealed class CustomerEstimate
{
    /// <summary>The standard error of <see cref="Estimate"/> as a fraction of it: 1.04 / √1024.</summary>
    internal const double RelativeError = 0.0325;

    private const int IndexBits = 10;
    private const int RankBits = 64 - IndexBits;
    private const int RegisterCount = 1 << IndexBits;

    // What all estimates read before their first customer; never written, so the fast path needs no test for null.
    private static readonly byte[] Unused = Allocate();
    private static readonly nint UnusedAddress = AddressOf(Unused);

    private byte[] _registers = Unused;

    /// <summary>
    /// Where the registers lie now, for <see cref="IsNew"/>: shared and empty until the first customer. They never move, and
    /// live as long as this object.
    /// </summary>
    internal nint Address => AddressOf(Volatile.Read(ref _registers));

    /// <summary>
    /// Whether a customer who is in would raise a register, so that almost every call ends here. Whether somebody is in can't
    /// be predicted, so there is no branch on it: for those who are not in, the address is that of a register in everybody's
    /// cache. (A choice between two references would be a branch; between two numbers it is arithmetic.)
    /// </summary>
    /// <param name="address">From <see cref="Address"/>.</param>
    /// <param name="idHash">The customer.</param>
    /// <param name="isIn">Whether the customer is in.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe bool IsNew(nint address, ulong idHash, bool isIn)
    {
        // The shift leaves 10 bits, so the register is one of the 1,024 that every array here has.
        var register = address + (nint)(idHash >> RankBits);
        register = UnusedAddress + ((register - UnusedAddress) & -(nint)Unsafe.BitCast<bool, byte>(isIn));
        return (Rank(idHash) > *(byte*)register) & isIn;
    }

    /// <summary>Sees a customer; the same hash again changes nothing. Allocates once, at the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(ulong idHash)
    {
        if (IsNew(AddressOf(_registers), idHash, isIn: true))
        {
            Raise(idHash);
        }
    }

    /// <summary>
    /// The number of different hashes seen. The estimator is the improved raw one of Ertl ("New cardinality estimation
    /// algorithms for HyperLogLog sketches", arXiv:1702.01284, algorithm 6), which needs no tables and no switch to linear
    /// counting: its series for the empty registers corrects small numbers, the one for the full ones large.
    /// </summary>
    internal long Estimate()
    {
        Span<int> histogram = stackalloc int[RankBits + 2];
        histogram.Clear();
        foreach (var rank in Volatile.Read(ref _registers))
        {
            histogram[rank]++;
        }

        const double m = RegisterCount;
        var z = m * Tau(1 - (histogram[RankBits + 1] / m));
        for (var rank = RankBits; rank >= 1; rank--)
        {
            z = 0.5 * (z + histogram[rank]);
        }

        z += m * Sigma(histogram[0] / m);
        return (long)Math.Round(m * m / (2 * Math.Log(2) * z));
    }

    private static byte[] Allocate() => GC.AllocateArray<byte>(RegisterCount, pinned: true);

    private static unsafe nint AddressOf(byte[] pinned) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    private static int Rank(ulong idHash) => BitOperations.TrailingZeroCount(idHash | (1UL << RankBits)) + 1;

    /// <summary>x + Σ x^(2^k) · 2^(k−1) for k from 1; infinite at 1, where nothing was seen.</summary>
    private static double Sigma(double x)
    {
        if (x >= 1)
        {
            return double.PositiveInfinity;
        }

        var (sum, weight, before) = (x, 1.0, double.NaN);
        while (sum != before)
        {
            before = sum;
            x *= x;
            sum += x * weight;
            weight *= 2;
        }

        return sum;
    }

    /// <summary>(1 − x − Σ (1 − x^(2^−k))² · 2^(−k)) / 3 for k from 1.</summary>
    private static double Tau(double x)
    {
        if (x is <= 0 or >= 1)
        {
            return 0;
        }

        var (sum, weight, before) = (1 - x, 1.0, double.NaN);
        while (sum != before)
        {
            before = sum;
            x = Math.Sqrt(x);
            weight /= 2;
            sum -= (1 - x) * (1 - x) * weight;
        }

        return sum / 3;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Raise(ulong idHash)
    {
        if (ReferenceEquals(_registers, Unused))
        {
            Interlocked.CompareExchange(ref _registers, Allocate(), Unused);
        }

        ref var register = ref _registers[idHash >> RankBits];
        var rank = (byte)Rank(idHash);
        var seen = Volatile.Read(ref register);
        while (rank > seen)
        {
            var found = Interlocked.CompareExchange(ref register, rank, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
