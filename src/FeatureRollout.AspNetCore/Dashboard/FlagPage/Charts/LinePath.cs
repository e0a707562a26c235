using System.Globalization;
using System.Text;

namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>The way of a line over the square of 1,000 by 1,000 that every chart is drawn on, the origin at the top left.</summary>
internal static class LinePath
{
    /// <summary>The side of the square.</summary>
    public const double Side = 1_000;

    /// <summary>The stretches between gaps, each with its places on the square.</summary>
    public static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Stretches(IEnumerable<ChartPoint> points, TimeAxis time, ValueAxis values)
    {
        List<IReadOnlyList<(double X, double Y)>> stretches = [];
        List<(double X, double Y)>? open = null;
        foreach (var point in points)
        {
            if (point.Value is not { } value || !double.IsFinite(value) || !time.Holds(point.At))
            {
                open = null;
                continue;
            }

            if (open is null)
            {
                open = [];
                stretches.Add(open);
            }

            open.Add((time.Place(point.At) * Side, (1 - values.Height(value)) * Side));
        }

        return stretches;
    }

    /// <summary>The path of a line; a single point between gaps becomes a dot.</summary>
    public static string Line(IReadOnlyList<IReadOnlyList<(double X, double Y)>> stretches)
    {
        var path = new StringBuilder();
        foreach (var stretch in stretches)
        {
            for (var i = 0; i < stretch.Count; i++)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{stretch[i].X:0.#} {stretch[i].Y:0.#}");
            }

            if (stretch.Count == 1)
            {
                path.Append("h0");
            }
        }

        return path.ToString();
    }

    /// <summary>The path around the area under a line.</summary>
    public static string Area(IReadOnlyList<IReadOnlyList<(double X, double Y)>> stretches)
    {
        var path = new StringBuilder();
        foreach (var stretch in stretches.Where(stretch => stretch.Count > 1))
        {
            path.Append(CultureInfo.InvariantCulture, $"M{stretch[0].X:0.#} {Side}");
            foreach (var (x, y) in stretch)
            {
                path.Append(CultureInfo.InvariantCulture, $"L{x:0.#} {y:0.#}");
            }

            path.Append(CultureInfo.InvariantCulture, $"L{stretch[^1].X:0.#} {Side}Z");
        }

        return path.ToString();
    }
}
