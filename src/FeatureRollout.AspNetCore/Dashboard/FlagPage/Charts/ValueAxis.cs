using System.Globalization;

namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>The upright axis: round numbers that hold all values.</summary>
/// <param name="From">The lowest tick.</param>
/// <param name="To">The highest tick.</param>
/// <param name="Ticks">All ticks, rising, the ends among them.</param>
internal sealed record ValueAxis(double From, double To, IReadOnlyList<double> Ticks)
{
    private const int MostTicks = 6;

    /// <summary>An axis from zero, or for a share that is good near the top one that ends at 100 %.</summary>
    public static ValueAxis Over(IEnumerable<double> values, ChartUnit unit, bool fromTop)
    {
        var least = double.PositiveInfinity;
        var most = 0.0;
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return fromTop
            ? Down(double.IsFinite(least) ? least : 0)
            : Up(Math.Max(most, Smallest(unit)), unit == ChartUnit.Share && most <= 1 ? 1 : double.PositiveInfinity, unit == ChartUnit.Count ? 1 : 0);
    }

    /// <summary>How high a value stands: 0 at the bottom, 1 at the top.</summary>
    public double Height(double value) => Math.Clamp((value - From) / (To - From), 0, 1);

    /// <summary>A tick as text.</summary>
    public static string Label(double value, ChartUnit unit) => unit switch
    {
        ChartUnit.Share => (value * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %",
        ChartUnit.Time when Math.Abs(value) < 1 => (value * 1_000).ToString("0.###", CultureInfo.InvariantCulture) + " ms",
        ChartUnit.Time => value.ToString("#,0.##", CultureInfo.InvariantCulture) + " s",
        _ when Math.Abs(value) >= 1e12 => value.ToString("0.#E0", CultureInfo.InvariantCulture),
        _ when Math.Abs(value) >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + " G",
        _ when Math.Abs(value) >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        _ when Math.Abs(value) >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("#,0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>What an axis shows at least, so that next to nothing is not drawn as much.</summary>
    private static double Smallest(ChartUnit unit) => unit switch
    {
        ChartUnit.Share => 0.001,
        ChartUnit.Time => 0.001,
        _ => 4,
    };

    private static ValueAxis Up(double most, double end, double leastStep)
    {
        var step = Math.Max(Step(most / (MostTicks - 1)), leastStep);
        var count = (int)Math.Ceiling((most / step) - 1e-9);
        return count * step >= end - 1e-12
            ? new ValueAxis(0, end, [0, end / 4, end / 2, end * 3 / 4, end])
            : new ValueAxis(0, count * step, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }

    private static ValueAxis Down(double least)
    {
        var missing = Math.Clamp(1 - least, 0.001, 1);
        var (_, _, ticks) = Up(missing, 1, 0);
        double[] rising = [.. ticks.Reverse().Select(tick => 1 - tick)];
        return new ValueAxis(rising[0], 1, rising);
    }

    /// <summary>The least of 1, 2, 2.5 and 5 times a power of ten that is not less.</summary>
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double[] rounds = [1, 2, 2.5, 5, 10];
        foreach (var round in rounds)
        {
            if (round * power >= least * (1 - 1e-9))
            {
                return round * power;
            }
        }

        return 10 * power;
    }
}
