using System.Runtime.CompilerServices;

namespace FeatureRollout.Outcomes;

/// <summary>
/// Where the threads of one processor count the outcomes of the running minute of one arm, by result and latency. One interlocked
/// instruction an outcome, on memory that threads of other processors rarely touch.
/// </summary>
internal sealed class OutcomeStripe
{
    private const int NoLatency = LatencyBuckets.Count;

    // By bucket, then by result: failures at even places, successes at odd ones. The last page is for outcomes without latency.
    private readonly uint[]?[] _pages = new uint[]?[(LatencyBuckets.Count / LatencyBuckets.PerPage) + 1];

    /// <summary>Counts one outcome; any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Count(bool succeeded, TimeSpan? latency)
    {
        var bucket = latency is { } time ? LatencyBuckets.Of(time.Ticks) : NoLatency;
        var cells = _pages[bucket >> LatencyBuckets.PageBits] ?? Page(bucket >> LatencyBuckets.PageBits);
        Interlocked.Increment(ref cells[((bucket & (LatencyBuckets.PerPage - 1)) << 1) + Unsafe.BitCast<bool, byte>(succeeded)]);
    }

    /// <summary>Moves everything counted to the arm's windows; by one thread at a time, while others count on.</summary>
    internal void DrainTo(ArmWindows windows)
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            if (Volatile.Read(ref _pages[page]) is not { } cells)
            {
                continue;
            }

            for (var i = 0; i < cells.Length; i += 2)
            {
                var failures = Take(ref cells[i]);
                var successes = Take(ref cells[i + 1]);
                if (failures + successes > 0)
                {
                    var bucket = (page * LatencyBuckets.PerPage) + (i / 2);
                    windows.Take(bucket == NoLatency ? null : bucket, successes, failures);
                }
            }
        }
    }

    private static long Take(ref uint cell) => Volatile.Read(ref cell) == 0 ? 0 : Interlocked.Exchange(ref cell, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint[] Page(int page)
    {
        ref var place = ref _pages[page];
        return Interlocked.CompareExchange(ref place, new uint[2 * LatencyBuckets.PerPage], null) ?? place!;
    }
}
