using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>A flag's variants, or a rule's choice of them, drawn as the bucketing does.</summary>
internal sealed class CompiledVariants
{
    private readonly FlagVariant[] _variants;
    private readonly VariantDraw _draw;
    private readonly FlagVariant? _only;

    /// <param name="bucketing">The bucketing.</param>
    /// <param name="salt">The variants' own salt.</param>
    /// <param name="variants">The variants with their weights; see <see cref="CanWeigh"/>.</param>
    /// <param name="isChoice">Whether a rule chose them: then one with all the weight is given to those without an id too, as 100 % is.</param>
    public CompiledVariants(Bucketing bucketing, string salt, IEnumerable<FlagVariant> variants, bool isChoice = false)
    {
        _variants = [.. variants];
        _only = isChoice && _variants.Count(variant => variant.Weight > 0) == 1 ? Array.Find(_variants, variant => variant.Weight > 0) : null;
        _draw = bucketing.Variants(salt, [.. _variants.Select(variant => variant.Weight)]);
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
        if (_only is not null)
        {
            return _only;
        }

        var drawn = _draw.Draw(unitId, unitHash);
        return drawn == VariantDraw.None ? null : _variants[drawn];
    }
}
