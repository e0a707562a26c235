using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>
/// A flag's variants by cumulative weight in file order, drawn by v1 with the salt <c>{salt}:variant</c> whatever bucketing
/// the flag has: independent of the percentage, so that a 1 % rollout shows every variant, and stable for everybody but
/// those between two bounds when a weight grows at its neighbour's cost.
/// </summary>
internal sealed class CompiledVariants
{
    private readonly FlagVariant[] _variants;

    /// <summary>For each variant the first bucket that is no longer its own: the smallest whole number at or above its share of 100,000.</summary>
    private readonly int[] _bounds;

    private readonly ulong _saltHash;

    public CompiledVariants(IReadOnlyList<FlagVariant> variants, string salt)
    {
        _variants = [.. variants];
        _bounds = new int[_variants.Length];
        _saltHash = TextHash.Of(salt + ":variant");
        var sum = _variants.Sum(variant => variant.Weight);
        var cumulative = 0m;
        for (var i = 0; i < _variants.Length; i++)
        {
            cumulative += _variants[i].Weight;
            _bounds[i] = (int)decimal.Ceiling(cumulative * BucketingV1.BucketCount / sum);
        }
    }

    /// <summary>Whether the weights make shares.</summary>
    public static bool CanWeigh(IReadOnlyList<FlagVariant> variants) =>
        variants.All(variant => variant.Weight is >= 0 and <= 1_000_000) && variants.Any(variant => variant.Weight > 0);

    /// <summary>The variant of the unit with this id hash.</summary>
    public FlagVariant Draw(ulong unitHash)
    {
        var bucket = BucketingV1.BucketOf(BucketingV1.Mix(unitHash, _saltHash));
        var i = 0;
        while (bucket >= _bounds[i])
        {
            i++;
        }

        return _variants[i];
    }
}
