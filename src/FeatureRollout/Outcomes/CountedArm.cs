namespace FeatureRollout.Outcomes;

/// <summary>What was counted under one kind of answer.</summary>
/// <param name="Enabled">Whether the answer was on.</param>
/// <param name="Drawn">Whether a percentage or a rule gave it.</param>
/// <param name="Successes">Outcomes that succeeded.</param>
/// <param name="Failures">Outcomes that failed.</param>
/// <param name="Latencies">How many latencies fell into each <see cref="LatencyBuckets">bucket</see>, by rising bucket, none of them zero.</param>
internal readonly record struct CountedArm(bool Enabled, bool Drawn, long Successes, long Failures, IReadOnlyList<(int Bucket, long Count)> Latencies)
{
    /// <summary>Two counts of the same kind of answer in one.</summary>
    internal CountedArm With(in CountedArm other) => this with
    {
        Successes = Successes + other.Successes,
        Failures = Failures + other.Failures,
        Latencies = Sum(Latencies, other.Latencies),
    };

    private static List<(int Bucket, long Count)> Sum(IReadOnlyList<(int Bucket, long Count)> one, IReadOnlyList<(int Bucket, long Count)> other)
    {
        var sum = new List<(int Bucket, long Count)>(Math.Max(one.Count, other.Count));
        var (i, j) = (0, 0);
        while (i < one.Count || j < other.Count)
        {
            var left = i < one.Count ? one[i].Bucket : int.MaxValue;
            var right = j < other.Count ? other[j].Bucket : int.MaxValue;
            var count = (left <= right ? one[i++].Count : 0) + (right <= left ? other[j++].Count : 0);
            sum.Add((Math.Min(left, right), count));
        }

        return sum;
    }
}

/// <summary>What was counted since it was last taken, and within which time.</summary>
/// <param name="Since">When counting began at the earliest, a timestamp of the client's clock.</param>
/// <param name="Until">When it was taken.</param>
/// <param name="Counted">The outcomes.</param>
internal readonly record struct TakenOutcomes(long Since, long Until, CountedArm Counted);
