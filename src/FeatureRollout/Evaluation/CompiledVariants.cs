using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>A flag's variants, or a rule's choice of them, drawn as the bucketing does.</summary>
internal sealed class CompiledVariants
{
    private readonly FlagVariant[] _variants;

    /// <summary>Null where the weights leave only one variant: then nothing is drawn, and a customer without an id gets it too.</summary>
    private readonly VariantDraw? _draw;

    private readonly int _sole;

    /// <param name="bucketing">The bucketing.</param>
    /// <param name="salt">The variants' own salt.</param>
    /// <param name="variants">The variants with their weights; see <see cref="CanWeigh"/>.</param>
    public CompiledVariants(Bucketing bucketing, string salt, IEnumerable<FlagVariant> variants)
    {
        _variants = [.. variants];
        _sole = Array.FindIndex(_variants, variant => variant.Weight > 0);
        _draw = _variants.Count(variant => variant.Weight > 0) == 1 ? null : bucketing.Variants(salt, [.. _variants.Select(variant => variant.Weight)]);
    }

    /// <summary>Whether weights make shares.</summary>
    public static bool CanWeigh(IEnumerable<decimal> weights)
    {
        var sum = 0m;
        foreach (var weight in weights)
        {
            if (weight is < 0 or > 1_000_000)
            {
                return false;
            }

            sum += weight;
        }

        return sum > 0;
    }

    /// <summary>The variant of a unit; null where it gets none.</summary>
    public FlagVariant? Draw(ReadOnlySpan<char> unitId, ulong unitHash)
    {
        var drawn = _draw?.Draw(unitId, unitHash) ?? _sole;
        return drawn == VariantDraw.None ? null : _variants[drawn];
    }
}
