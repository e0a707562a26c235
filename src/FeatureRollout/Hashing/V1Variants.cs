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

    public V1Variants(string salt, IReadOnlyList<decimal> weights)
    {
        _bounds = new int[weights.Count];
        _saltHash = TextHash.Of(salt);
        var sum = weights.Sum();
        var cumulative = 0m;
        for (var i = 0; i < weights.Count; i++)
        {
            cumulative += weights[i];
            _bounds[i] = (int)decimal.Ceiling(cumulative * BucketingV1.BucketCount / sum);
        }
    }

    public override int Draw(ReadOnlySpan<char> id, ulong idHash)
    {
        if (id.IsEmpty)
        {
            return None;
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
