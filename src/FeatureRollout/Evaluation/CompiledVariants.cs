using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>A flag's variants, or a rule's choice of them, drawn as the bucketing does.</summary>
internal sealed class CompiledVariants
{
    private readonly FlagVariant[] _variants;
    private readonly VariantDraw? _draw;
    private readonly int _fixed;

    /// <param name="bucketing">The bucketing.</param>
    /// <param name="salt">The variants' own salt.</param>
    /// <param name="variants">The variants with their weights; see <see cref="CanWeigh"/>.</param>
    public CompiledVariants(Bucketing bucketing, string salt, IEnumerable<FlagVariant> variants)
    {
        _variants = [.. variants];
        _draw = bucketing.Variants(salt, [.. _variants.Select(variant => variant.Weight)]);
    }

    private CompiledVariants(FlagVariant[] variants, int @fixed) => (_variants, _fixed) = (variants, @fixed);

    /// <summary>A rule's choice. Where it leaves only one variant nothing is drawn, and a customer without an id gets it too.</summary>
    /// <inheritdoc cref="CompiledVariants(Bucketing, string, IEnumerable{FlagVariant})"/>
    public static CompiledVariants Chosen(Bucketing bucketing, string salt, IEnumerable<FlagVariant> variants)
    {
        var chosen = variants.ToArray();
        return chosen.Count(variant => variant.Weight > 0) == 1
            ? new CompiledVariants(chosen, Array.FindIndex(chosen, variant => variant.Weight > 0))
            : new CompiledVariants(bucketing, salt, chosen);
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
        var drawn = _draw?.Draw(unitId, unitHash) ?? _fixed;
        return drawn == VariantDraw.None ? null : _variants[drawn];
    }
}
