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

    /// <summary>Another bucketing than v1, else null.</summary>
    public Bucketing? OtherBucketing { get; init; }

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

        foreach (ref readonly var rule in Rules.AsSpan())
        {
            var matches = rule.When.Evaluate(context, idHash);
            if (matches != Truth.False)
            {
                return matches == Truth.True
                    ? new Verdict(IsIn(rule.Share, unitId, unitHash), FlagReason.Rule)
                    : new Verdict(Default, FlagReason.Undecided);
            }
        }

        return new Verdict(IsIn(Share, unitId, unitHash), FlagReason.Percentage);
    }

    private bool IsIn(Share share, ReadOnlySpan<char> unitId, ulong unitHash)
    {
        if (!share.IsPartial)
        {
            return share.Percentage == Percentage.Full;
        }

        return OtherBucketing is null
            ? !unitId.IsEmpty && BucketingV1.Mix(unitHash, SaltHash) < share.Threshold
            : OtherBucketing.Bucket(unitId, unitHash, SaltHash) < share.Percentage.Thousandths;
    }

    public override int? BucketOf(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitBufferLength];
        var unitId = UnitId(context, buffer);
        var unitHash = Unit is null ? idHash : TextHash.Of(unitId);
        return OtherBucketing is not null ? OtherBucketing.Bucket(unitId, unitHash, SaltHash)
            : unitId.IsEmpty ? null
            : BucketingV1.BucketOf(BucketingV1.Mix(unitHash, SaltHash));
    }

    protected override ulong? UnitHash(in EvaluationContext context, ulong idHash)
    {
        Span<char> buffer = stackalloc char[UnitBufferLength];
        var unitId = UnitId(context, buffer);
        return unitId.IsEmpty ? null : Unit is null ? idHash : TextHash.Of(unitId);
    }

    /// <summary>Room for any number.</summary>
    internal const int UnitBufferLength = 64;

    [SkipLocalsInit]
    private Verdict DecideForUnit(in EvaluationContext context, ulong idHash, ReadOnlySpan<CompiledFlag> prerequisites)
    {
        Span<char> buffer = stackalloc char[UnitBufferLength];
        var unitId = UnitId(context, buffer);
        return Decide(unitId, TextHash.Of(unitId), context, idHash, prerequisites);
    }

    /// <summary>The customer id, or the unit attribute's text; a number in its shortest invariant form; empty where there is none.</summary>
    internal ReadOnlySpan<char> UnitId(in EvaluationContext context, Span<char> buffer)
    {
        if (Unit is null)
        {
            return context.CustomerId;
        }

        var value = context.Get(Unit);
        return value.Kind switch
        {
            AttributeKind.Text => value.Text,
            AttributeKind.Number when value.TryFormatNumber(buffer, out var length) =>
                buffer[..length],
            _ => default,
        };
    }

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

/// <summary>A rule or stratum, ready to be asked.</summary>
internal readonly record struct CompiledRule(CompiledCondition When, Share Share, string Text);
