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

    /// <summary>The first whose sum lies over a number, or none.</summary>
    public int FirstOver(long number)
    {
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (number < _bounds[i])
            {
                return i;
            }
        }

        return VariantDraw.None;
    }
}
