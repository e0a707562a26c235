using System.Runtime.CompilerServices;
using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>A rule or stratum, ready to be asked.</summary>
/// <param name="When">Its condition.</param>
/// <param name="Share">Its share, after what the stage leaves of it.</param>
/// <param name="Text">The condition in words.</param>
/// <param name="Continues">Whether those left out go on to the next rule.</param>
/// <param name="Draw">How it draws; null for one that draws as the flag does.</param>
internal readonly record struct CompiledRule(CompiledCondition When, Share Share, string Text, bool Continues = false, RuleDraw? Draw = null);

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

    public bool IsIn(Share share, in EvaluationContext context, ulong idHash) =>
        share.Percentage == Percentage.Full && places is V1Places
        || (BucketOf(context, idHash) is { } bucket && bucket >= from && bucket < from + share.Percentage.Thousandths);

    [SkipLocalsInit]
    public int? BucketOf(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitText.Of(unit, context, buffer);
        return places.Bucket(unitId, unit is null ? idHash : TextHash.Of(unitId));
    }

    [SkipLocalsInit]
    public FlagVariant? VariantOf(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitText.Of(unit, context, buffer);
        return variants?.Draw(unitId, unit is null ? idHash : TextHash.Of(unitId));
    }
}
