using System.Runtime.CompilerServices;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>How a rule draws that says more than a percentage.</summary>
/// <param name="places">Where units stand.</param>
/// <param name="from">Thousandths of a percent at which the share begins.</param>
/// <param name="unit">The attribute drawn by; null for the customer id.</param>
/// <param name="variants">The rule's own variants; null for the flag's.</param>
internal sealed class RuleDraw(PlaceDraw places, int from, string? unit, CompiledVariants? variants)
{
    public CompiledVariants? Variants => variants;

    /// <summary>Thousandths of a percent at which the share begins.</summary>
    public int From => from;

    /// <summary>The attribute drawn by; null for the customer id.</summary>
    public string? Unit => unit;

    /// <summary>
    /// The flag's own places, of which a rollout's stage opens <see cref="Opened"/>; null where everybody may be drawn. Cutting the
    /// rule's share instead would let rules that stand beside each other give the stage's percentage each.
    /// </summary>
    public PlaceDraw? Stage { get; init; }

    /// <summary>How far the stage has opened; thousandths of a percent.</summary>
    public int Opened { get; init; }

    [SkipLocalsInit]
    public bool IsIn(Share share, in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitText.Of(unit, context, buffer);
        var unitHash = unit is null ? idHash : TextHash.Of(unitId);
        return ((share.Percentage == Percentage.Full && places is V1Places)
                || (places.Bucket(unitId, unitHash) is { } bucket && bucket >= from && bucket < from + share.Percentage.Thousandths))
            && (Stage is null || Stage.Bucket(unitId, unitHash) < Opened);
    }

    [SkipLocalsInit]
    public int? BucketOf(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitText.Of(unit, context, buffer);
        return places.Bucket(unitId, unit is null ? idHash : TextHash.Of(unitId));
    }

    /// <summary>Where the unit stands among the flag's own places; null where it has none there, or no stage counts.</summary>
    [SkipLocalsInit]
    public int? StageBucketOf(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitText.Of(unit, context, buffer);
        return Stage?.Bucket(unitId, unit is null ? idHash : TextHash.Of(unitId));
    }

    [SkipLocalsInit]
    public FlagVariant? VariantOf(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitText.Of(unit, context, buffer);
        return variants?.Draw(unitId, unit is null ? idHash : TextHash.Of(unitId));
    }
}
