namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Weights as whole numbers, each with the sum of those up to it. Whole weights stay what they are; else all are multiplied by the
/// smallest power of ten that makes them whole, so that their proportions stay exact.
/// </summary>
internal sealed class WholeWeights
{
    /// <summary>More decimals than a weight can say; what lies beyond them is cut off.</summary>
    private const int MostDecimals = 9;

    private readonly long[] _bounds;

    public WholeWeights(IReadOnlyList<decimal> weights)
    {
        var scale = 1L;
        for (var i = 0; i < MostDecimals && weights.Any(weight => !decimal.IsInteger(weight * scale)); i++)
        {
            scale *= 10;
        }

        _bounds = new long[weights.Count];
        var sum = 0L;
        for (var i = 0; i < weights.Count; i++)
        {
            sum += (long)(weights[i] * scale);
            _bounds[i] = sum;
        }

        Total = Math.Max(sum, 1);
    }

    /// <summary>The sum of all, 1 at least.</summary>
    public long Total { get; }

    /// <summary>For each weight the sum of all up to it.</summary>
    public ReadOnlySpan<long> Bounds => _bounds;

    /// <summary>The first whose sum lies over a number.</summary>
    /// <param name="number">0 and more, less than <see cref="Total"/>.</param>
    public int FirstOver(long number) => FirstOver(number, Total);

    /// <summary>The first whose sum, as a share of so many steps, lies over one of them.</summary>
    /// <param name="step">0 and more, less than <paramref name="steps"/>.</param>
    /// <param name="steps">How many there are.</param>
    public int FirstOver(long step, long steps) => First((Int128)step * Total, steps);

    /// <summary>The first whose sum, as a share of so many steps, is one of them at least.</summary>
    /// <param name="step">1 and more, up to <paramref name="steps"/>.</param>
    /// <param name="steps">How many there are.</param>
    public int FirstReaching(long step, long steps) => First(((Int128)step * Total) - 1, steps);

    private int First(Int128 number, long steps)
    {
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (number < (Int128)_bounds[i] * steps)
            {
                return i;
            }
        }

        return VariantDraw.None;
    }
}
