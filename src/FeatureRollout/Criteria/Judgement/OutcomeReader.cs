using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>Reads the library's own metrics from a sample of outcomes.</summary>
internal static class OutcomeReader
{
    /// <summary>The reading; none where there were no outcomes, except that <c>requests</c> is then zero.</summary>
    public static Reading Read(ReadingExpression reading, IOutcomeSample? sample)
    {
        if (sample is null)
        {
            return Reading.None("there are no outcomes to read");
        }

        if (sample.Count == 0 && reading.Metric != OwnMetrics.Requests)
        {
            return Reading.None($"there were no requests over {Figures.Window(sample.Covered)}");
        }

        return reading.Metric switch
        {
            OwnMetrics.ErrorRate => Rate(sample, sample.Failures),
            OwnMetrics.SuccessRate => Rate(sample, sample.Count - sample.Failures),
            OwnMetrics.Requests => Count(reading, sample, sample.Count) with { Counted = null },
            OwnMetrics.Errors => Count(reading, sample, sample.Failures),
            _ => sample.LatencyCount == 0 ? Reading.None($"no latency was recorded over {Figures.Window(sample.Covered)}") : Latency(reading, sample),
        };
    }

    private static Reading Rate(IOutcomeSample sample, long part) => Reading.Of((double)part / sample.Count) with
    {
        Samples = sample.Count,
        Outcomes = sample.Count,
        Window = sample.Covered,
    };

    private static Reading Count(ReadingExpression reading, IOutcomeSample sample, double count)
    {
        var value = reading.Function == ReadingFunction.Rate ? count / sample.Covered.TotalSeconds : count;
        return Reading.Of(value, "no time has passed") with { Samples = sample.Count, Counted = sample.Count, Window = sample.Covered };
    }

    private static Reading Latency(ReadingExpression reading, IOutcomeSample sample)
    {
        if (reading.Function == ReadingFunction.Count)
        {
            return Reading.Of(reading.Where is { } where ? sample.CountAbove(where.Limit.Value) : sample.LatencyCount) with
            {
                Samples = sample.LatencyCount,
                Counted = sample.LatencyCount,
                Window = sample.Covered,
            };
        }

        var quantile = (double)reading.Percentile / 100;
        var value = reading.Function switch
        {
            ReadingFunction.Average => sample.Mean,
            ReadingFunction.Minimum => sample.Quantile(0),
            ReadingFunction.Maximum => sample.Quantile(1),
            _ => sample.Quantile(quantile),
        };
        return Reading.Of(value, "no latency was recorded") with
        {
            Samples = sample.LatencyCount,
            Outcomes = sample.LatencyCount,
            Needed = reading.Function == ReadingFunction.Percentile ? NeededFor(quantile) : 0,
            Window = sample.Covered,
        };
    }

    /// <summary>
    /// From how many values on a percentile has both ends of a 95 % interval by order statistics: 72 for p95, 368 for p99. With
    /// fewer, even the largest value may be too small.
    /// </summary>
    private static long NeededFor(double quantile) => (long)Math.Ceiling(Math.Log(0.025) / Math.Log(Math.Max(quantile, 1 - quantile)));
}
