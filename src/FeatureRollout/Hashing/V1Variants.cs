namespace FeatureRollout.Hashing;

/// <summary>
/// Variants by cumulative weight in the order given: independent of the percentage by their salt, so that a 1 % rollout shows every
/// variant, and stable for everybody but those between two bounds when a weight grows at its neighbour's cost.
/// </summary>
internal sealed class V1Variants : VariantDraw
{
    /// <summary>For each variant the first bucket that is no longer its own: the smallest whole number at or above its share of 100,000.</summary>
    private readonly int[] _bounds;

    private readonly ulong _saltHash;

    /// <summary>The variant with all the weight, which nobody has to be drawn for; else <see cref="VariantDraw.None"/>.</summary>
    private readonly int _only = None;

    public V1Variants(string salt, IReadOnlyList<decimal> weights)
    {
        _bounds = new int[weights.Count];
        _saltHash = TextHash.Of(salt);
        var sum = weights.Sum();
        var cumulative = 0m;
        for (var i = 0; i < weights.Count; i++)
        {
            cumulative += weights[i];
            _only = weights[i] == sum ? i : _only;
            _bounds[i] = (int)decimal.Ceiling(cumulative * BucketingV1.BucketCount / sum);
        }
    }

    public override int Draw(ReadOnlySpan<char> id, ulong idHash)
    {
        if (id.IsEmpty)
        {
            return _only;
        }

        var bucket = BucketingV1.BucketOf(BucketingV1.Mix(idHash, _saltHash));
        var i = 0;
        while (bucket >= _bounds[i])
        {
            i++;
        }

        return i;
    }
}
