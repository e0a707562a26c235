namespace FeatureRollout.Tests;

/// <summary>Measures what a piece of work allocates on its thread.</summary>
internal static class Allocation
{
    private const int Rounds = 10;

    /// <summary>
    /// The least of ten rounds, in bytes. A collection that another test causes in the middle of a round takes the rest of
    /// the thread's allocation buffer away, which then counts as allocated; work that allocates does so in every round.
    /// </summary>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
