namespace FeatureRollout.Cli.Watching.Drawing;

/// <summary>Rates over time as a row of blocks, one cell each.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>What stands for a time of which nothing is known.</summary>
    private const char Gap = '·';

    /// <summary>Joins points into so many columns, oldest first: what is counted is added up.</summary>
    public static IReadOnlyList<double?> Join(IReadOnlyList<(long Count, long Failures)> points, int columns)
    {
        var joined = new double?[columns];
        for (var column = 0; column < columns; column++)
        {
            var (from, until) = (column * points.Count / columns, (column + 1) * points.Count / columns);
            long count = 0, failures = 0;
            for (var point = from; point < Math.Max(until, Math.Min(from + 1, points.Count)); point++)
            {
                count += points[point].Count;
                failures += points[point].Failures;
            }

            joined[column] = count == 0 ? null : (double)failures / count;
        }

        return joined;
    }

    /// <summary>A block for each rate; the highest block is the largest rate.</summary>
    public static string Draw(IReadOnlyList<double?> rates, double largest) => string.Concat(rates.Select(rate => rate switch
    {
        null => Gap,
        _ when largest <= 0 => Blocks[0],
        { } value => Blocks[Math.Clamp((int)Math.Ceiling(value / largest * (Blocks.Length - 1)), 0, Blocks.Length - 1)],
    }));
}
