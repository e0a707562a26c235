using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>What the functions of the language make of points, oldest first. What cannot be told is not a number.</summary>
internal static class PointStatistics
{
    /// <summary>The value of a function.</summary>
    /// <param name="reading">The function with its arguments.</param>
    /// <param name="points">One point at least, all finite.</param>
    /// <param name="now">The moment from which a projection looks ahead.</param>
    /// <param name="window">The window, which is also how far ahead a projection looks where it does not say.</param>
    public static double Read(ReadingExpression reading, IReadOnlyList<MetricPoint> points, DateTimeOffset now, TimeSpan window) => reading.Function switch
    {
        ReadingFunction.None or ReadingFunction.Last => points[^1].Value,
        ReadingFunction.Average => points.Average(point => point.Value),
        ReadingFunction.Minimum => points.Min(point => point.Value),
        ReadingFunction.Maximum => points.Max(point => point.Value),
        ReadingFunction.Sum => points.Sum(point => point.Value),
        ReadingFunction.Count => reading.Where is { } where
            ? points.Count(point => CriterionSigns.Holds(where.Sign, point.Value, where.Limit.Value))
            : points.Count,
        ReadingFunction.Percentile => Quantile(points, (double)reading.Percentile / 100),
        ReadingFunction.Rate => Rate(points),
        ReadingFunction.Slope => Line(points, now).PerHour,
        _ => Project(points, now, reading.Horizon?.Duration ?? window),
    };

    /// <summary>Interpolated linearly between the two nearest ranks (type 7 of Hyndman and Fan, 1996).</summary>
    private static double Quantile(IReadOnlyList<MetricPoint> points, double quantile)
    {
        double[] values = [.. points.Select(point => point.Value).Order()];
        var rank = quantile * (values.Length - 1);
        var below = (int)rank;
        return below + 1 < values.Length ? values[below] + ((rank - below) * (values[below + 1] - values[below])) : values[^1];
    }

    /// <summary>A counter's increase per second. A counter that falls has started anew from zero.</summary>
    private static double Rate(IReadOnlyList<MetricPoint> points)
    {
        var increase = 0.0;
        for (var i = 1; i < points.Count; i++)
        {
            var (before, after) = (points[i - 1].Value, points[i].Value);
            increase += after >= before ? after - before : after;
        }

        var seconds = (points[^1].At - points[0].At).TotalSeconds;
        return seconds > 0 ? increase / seconds : double.NaN;
    }

    private static double Project(IReadOnlyList<MetricPoint> points, DateTimeOffset now, TimeSpan ahead)
    {
        var (value, perHour) = Line(points, now);
        return value + (perHour * ahead.TotalHours);
    }

    /// <summary>The straight line of least squares: its value now and its rise per hour.</summary>
    private static (double Now, double PerHour) Line(IReadOnlyList<MetricPoint> points, DateTimeOffset now)
    {
        var meanHours = points.Average(point => (point.At - now).TotalHours);
        var mean = points.Average(point => point.Value);
        var (products, squares) = (0.0, 0.0);
        foreach (var point in points)
        {
            var hours = (point.At - now).TotalHours - meanHours;
            products += hours * (point.Value - mean);
            squares += hours * hours;
        }

        var perHour = squares > 0 ? products / squares : double.NaN;
        return (mean - (perHour * meanHours), perHour);
    }
}
