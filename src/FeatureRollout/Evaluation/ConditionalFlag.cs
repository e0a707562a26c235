using System.Runtime.CompilerServices;
using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>A flag that needs the whole order of evaluation. Killed, unscheduled and inactive flags never get here: they are constant.</summary>
internal sealed class ConditionalFlag(FlagKind kind, FlagParts parts) : CompiledFlag(kind, parts)
{
    public SegmentTest[] ExcludedSegments { get; init; } = [];

    public SegmentTest[] IncludedSegments { get; init; } = [];

    /// <summary>All flags that this one requires, however far away, each before those that require it.</summary>
    public CompiledFlag[] Prerequisites { get; set; } = [];

    /// <summary>The stage's strata, then the flag's rules, at the percentage that the stage leaves them.</summary>
    public CompiledRule[] Rules { get; init; } = [];

    /// <summary>Whom the stage draws from; null for everybody.</summary>
    public CompiledCondition? Eligible { get; init; }

    /// <summary>The places of another bucketing than v1, else null.</summary>
    public PlaceDraw? OtherPlaces { get; init; }

    /// <summary>The attribute that stands in for the customer id, else null.</summary>
    public string? Unit { get; init; }

    /// <summary>The answer where a rule or segment cannot be decided.</summary>
    public bool Default { get; init; }

    public override Verdict Decide(in EvaluationContext context, ulong idHash) =>
        Unit is null
            ? Decide(context.CustomerId, idHash, context, idHash, Prerequisites)
            : DecideForUnit(context, idHash, Prerequisites);

    public override Verdict DecideWithoutPrerequisites(in EvaluationContext context, ulong idHash) =>
        Unit is null
            ? Decide(context.CustomerId, idHash, context, idHash, [])
            : DecideForUnit(context, idHash, []);

    /// <summary>The order of evaluation from its fifth step on.</summary>
    private Verdict Decide(
        ReadOnlySpan<char> unitId, ulong unitHash, in EvaluationContext context, ulong idHash, ReadOnlySpan<CompiledFlag> prerequisites)
    {
        var listing = unitId.IsEmpty ? Listing.None : Listed.Find(unitId, unitHash);
        if ((listing & Listing.Excluded) != 0)
        {
            return Verdict.Off(FlagReason.Excluded);
        }

        var excluded = ExcludedSegments.Length == 0 ? Truth.False : IsInAny(ExcludedSegments, context, idHash);
        if (excluded == Truth.True)
        {
            return Verdict.Off(FlagReason.Excluded);
        }

        foreach (var prerequisite in prerequisites)
        {
            if (!prerequisite.IsOnAsPrerequisite(context, idHash))
            {
                return Verdict.Off(FlagReason.PrerequisiteOff);
            }
        }

        var included = Truth.False;
        Verdict verdict;
        if ((listing & (Listing.OverrideOn | Listing.OverrideOff)) != 0)
        {
            verdict = new Verdict((listing & Listing.OverrideOn) != 0, FlagReason.Override);
        }
        else if ((listing & Listing.Included) != 0)
        {
            verdict = Verdict.On(FlagReason.Included);
        }
        else
        {
            included = IncludedSegments.Length == 0 ? Truth.False : IsInAny(IncludedSegments, context, idHash);
            verdict = included == Truth.True
                ? Verdict.On(FlagReason.Included)
                : Draw(unitId, unitHash, context, idHash);
        }

        // An undecided segment matters only where knowing it could have turned the answer round.
        var couldTurn = verdict.Enabled ? excluded == Truth.Undecided : included == Truth.Undecided;
        return couldTurn ? new Verdict(Default, FlagReason.Undecided) : verdict;
    }

    /// <summary>The last two steps: rules, then the percentage, both only among those who are eligible.</summary>
    private Verdict Draw(ReadOnlySpan<char> unitId, ulong unitHash, in EvaluationContext context, ulong idHash)
    {
        if (Eligible is not null)
        {
            var eligible = Eligible.Evaluate(context, idHash);
            if (eligible != Truth.True)
            {
                return eligible == Truth.False
                    ? Verdict.Off(FlagReason.NotEligible)
                    : new Verdict(Default, FlagReason.Undecided);
            }
        }

        for (var i = 0; i < Rules.Length; i++)
        {
            ref readonly var rule = ref Rules[i];
            var matches = rule.When.Evaluate(context, idHash);
            if (matches == Truth.False)
            {
                continue;
            }

            // Whom a rule would only hand on it does not hold up: its condition matters not then, known or not.
            var isIn = rule.Draw is null ? IsIn(rule.Share, unitId, unitHash) : rule.Draw.IsIn(rule.Share, context, idHash);
            if (isIn || !rule.Continues)
            {
                return matches == Truth.True ? Verdict.ByRule(isIn, i) : new Verdict(Default, FlagReason.Undecided);
            }
        }

        return new Verdict(IsIn(Share, unitId, unitHash), FlagReason.Percentage);
    }

    /// <summary>Whether a rule would draw this customer, its condition apart.</summary>
    [SkipLocalsInit]
    public bool IsDrawnBy(in CompiledRule rule, in EvaluationContext context, ulong idHash)
    {
        if (rule.Draw is not null)
        {
            return rule.Draw.IsIn(rule.Share, context, idHash);
        }

        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitId(context, buffer);
        return IsIn(rule.Share, unitId, Unit is null ? idHash : TextHash.Of(unitId));
    }

    private bool IsIn(Share share, ReadOnlySpan<char> unitId, ulong unitHash)
    {
        if (OtherPlaces is not null)
        {
            return OtherPlaces.Bucket(unitId, unitHash) < share.Percentage.Thousandths;
        }

        return share.IsPartial
            ? !unitId.IsEmpty && BucketingV1.Mix(unitHash, SaltHash) < share.Threshold
            : share.Percentage == Percentage.Full;
    }

    [SkipLocalsInit]
    public override int? BucketOf(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitId(context, buffer);
        var unitHash = Unit is null ? idHash : TextHash.Of(unitId);
        return OtherPlaces is not null ? OtherPlaces.Bucket(unitId, unitHash)
            : unitId.IsEmpty ? null
            : BucketingV1.BucketOf(BucketingV1.Mix(unitHash, SaltHash));
    }

    [SkipLocalsInit]
    public override FlagVariant? VariantOf(in EvaluationContext context, ulong idHash, Verdict verdict)
    {
        if (!verdict.Enabled)
        {
            return null;
        }

        if (verdict.Rule >= 0 && Rules[verdict.Rule].Draw is { Variants: not null } draw)
        {
            return draw.VariantOf(context, idHash);
        }

        if (Variants is null)
        {
            return null;
        }

        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitId(context, buffer);
        return Variants.Draw(unitId, Unit is null ? idHash : TextHash.Of(unitId));
    }

    [SkipLocalsInit]
    private Verdict DecideForUnit(in EvaluationContext context, ulong idHash, ReadOnlySpan<CompiledFlag> prerequisites)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        var unitId = UnitId(context, buffer);
        return Decide(unitId, TextHash.Of(unitId), context, idHash, prerequisites);
    }

    /// <summary>See <see cref="UnitText.Of"/>.</summary>
    internal ReadOnlySpan<char> UnitId(in EvaluationContext context, Span<char> buffer) => UnitText.Of(Unit, context, buffer);

    private static Truth IsInAny(SegmentTest[] segments, in EvaluationContext context, ulong idHash)
    {
        var any = Truth.False;
        foreach (var segment in segments)
        {
            switch (segment.Contains(context, idHash))
            {
                case Truth.True:
                    return Truth.True;
                case Truth.Undecided:
                    any = Truth.Undecided;
                    break;
                default:
                    break;
            }
        }

        return any;
    }
}
