namespace FeatureRollout.Providers.Stores;

/// <summary>What every store asks of the batches of outcomes that it is given.</summary>
internal static class OutcomeRules
{
    private const int LongestProcessId = 200;
    private const int MostErrors = 100;
    private const int MostBuckets = 2_240;

    /// <summary>Nothing is older: it counts as this.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromDays(366);

    /// <exception cref="ArgumentException">A part of the batch is out of its range.</exception>
    public static void Check(OutcomeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Require(batch, batch.ProcessId is { Length: > 0 and <= LongestProcessId }, "Its process id takes 1 to 200 characters.");
        Require(batch, batch.Sequence >= 1, "Its sequence begins at 1.");
        var seen = new HashSet<(string, string?, int, bool, bool, TimeSpan)>();
        foreach (var (age, counts) in batch.Outcomes)
        {
            StoreRules.CheckKey(counts.Flag);
            Require(batch, age >= TimeSpan.Zero, "An age is negative.");
            Require(batch, counts is { Successes: >= 0, Failures: >= 0, Generation: >= 0 }, "A count or a generation is negative.");
            Require(batch, AreCounts(counts), "Latencies come by rising bucket, 0 to 2,239, each more than zero and no more of them than outcomes.");
            Require(batch, seen.Add((counts.Flag, counts.Stage, counts.Generation, counts.Enabled, counts.Drawn, age)), "Two counts are of one flag, stage, generation, arm and age.");
        }

        foreach (var flag in batch.Errors.GroupBy(error => error.Flag, StringComparer.Ordinal))
        {
            StoreRules.CheckKey(flag.Key);
            Require(batch, flag.Count() <= MostErrors, "There are more than 100 errors of a flag.");
            Require(batch, flag.All(error => error.Age >= TimeSpan.Zero), "An age is negative.");
        }
    }

    /// <summary>Two counts of one kind of answer in one.</summary>
    public static OutcomeDelta Sum(OutcomeDelta one, OutcomeDelta other)
    {
        var latencies = new SortedDictionary<int, long>();
        foreach (var (bucket, count) in one.Latencies.Concat(other.Latencies))
        {
            latencies[bucket] = latencies.GetValueOrDefault(bucket) + count;
        }

        return one with
        {
            Successes = one.Successes + other.Successes,
            Failures = one.Failures + other.Failures,
            Latencies = [.. latencies.Select(each => new LatencyCount(each.Key, each.Value))],
        };
    }

    private static bool AreCounts(OutcomeDelta counts)
    {
        var (last, left) = (-1, counts.Successes + counts.Failures);
        foreach (var (bucket, count) in counts.Latencies)
        {
            left -= count;
            if (bucket <= last || bucket >= MostBuckets || count <= 0 || left < 0)
            {
                return false;
            }

            last = bucket;
        }

        return true;
    }

    private static void Require(OutcomeBatch batch, bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException("This is no batch of outcomes. " + rule, nameof(batch));
        }
    }
}
