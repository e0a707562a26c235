namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>The parts of the numbers from 0 to 1 that variations take, in the tool's own arithmetic.</summary>
internal static class GrowthBookRanges
{
    /// <summary>One part for each variation, beginning where the one before would end at full coverage.</summary>
    /// <param name="count">How many variations there are.</param>
    /// <param name="coverage">The share of each part that is taken; kept between 0 and 1.</param>
    /// <param name="weights">Counted as equal where they are not so many, or do not add up to about 1.</param>
    public static (double From, double To)[] Of(int count, double coverage, double[]? weights)
    {
        var equal = Enumerable.Repeat(1d / count, Math.Max(0, count)).ToArray();
        var used = weights is null || weights.Length != count ? equal : weights;
        var sum = used.Aggregate(0d, (total, weight) => total + weight);
        used = sum is < 0.99 or > 1.01 ? equal : used;
        var share = Math.Clamp(coverage, 0, 1);
        var ranges = new (double, double)[used.Length];
        var start = 0d;
        for (var i = 0; i < used.Length; i++)
        {
            ranges[i] = (start, start + (share * used[i]));
            start += used[i];
        }

        return ranges;
    }

    /// <summary>The first part that a number lies in; -1 for none.</summary>
    public static int Choose(double number, (double From, double To)[] ranges) =>
        Array.FindIndex(ranges, range => number >= range.From && number < range.To);
}
