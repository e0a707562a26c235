using System.Runtime.CompilerServices;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>What a comparison tells before anything is read; found out once, since it is judged at every look.</summary>
internal sealed class ComparisonFacts
{
    private static readonly ConditionalWeakTable<ComparisonQuestion, ComparisonFacts> Known = [];

    private ComparisonFacts(ComparisonQuestion comparison)
    {
        LeftText = CriterionPrinter.Print(comparison.Left);
        RightText = CriterionPrinter.Print(comparison.Right);
        MeasuresLeft = !ExpressionParts.IsConstant(comparison.Left);
        LimitIsRight = comparison.Left is ReadingExpression;
        var leftKind = UnitRules.Of(comparison.Left, Dimension.Unknown);
        var rightKind = UnitRules.Of(comparison.Right, leftKind);
        Kind = leftKind != Dimension.Unknown ? leftKind : rightKind;
        Noun = ExpressionReader.ReadsOnlyOutcomes(MeasuresLeft ? comparison.Left : comparison.Right) ? "requests" : "points";
        var beside = ExpressionParts.HasWord(comparison.Left) ? comparison.Right : comparison.Left;
        var hasControl = ExpressionParts.Of(comparison.Left).Concat(ExpressionParts.Of(comparison.Right))
            .Any(part => part is WordExpression { Word: CriterionWord.Control });
        Arm = hasControl && ExpressionReader.ReadsOnlyOutcomes(beside) ? CriterionArm.DrawnOn : CriterionArm.On;
        WhatIsBad = DetectorForm.Of(comparison, bad: true);
        WhatIsGood = DetectorForm.Of(comparison, bad: false);
        Slow = SlowOf(comparison);
    }

    /// <summary>The left side as it is printed.</summary>
    public string LeftText { get; }

    /// <summary>The right side as it is printed.</summary>
    public string RightText { get; }

    /// <summary>Whether an operator is told of the left side, and of the right as its limit.</summary>
    public bool MeasuresLeft { get; }

    /// <summary>Whether a detector's limit would stand on the right.</summary>
    public bool LimitIsRight { get; }

    /// <summary>What kind of quantity is compared.</summary>
    public Dimension Kind { get; }

    /// <summary>What its samples are.</summary>
    public string Noun { get; }

    /// <summary>Whose outcomes are read: of a comparison with the control, those that can be compared.</summary>
    public CriterionArm Arm { get; }

    /// <summary>What the detector would have to prove where the comparison says what is bad.</summary>
    public DetectorForm? WhatIsBad { get; }

    /// <summary>What the detector would have to prove where the comparison says what is good.</summary>
    public DetectorForm? WhatIsGood { get; }

    /// <summary>The latency percentile that the comparison wants above something; null where it wants none.</summary>
    public ReadingExpression? Slow { get; }

    /// <summary>The facts of a comparison. Any thread.</summary>
    public static ComparisonFacts Of(ComparisonQuestion comparison) => Known.GetValue(comparison, static key => new ComparisonFacts(key));

    private static ReadingExpression? SlowOf(ComparisonQuestion comparison)
    {
        var (side, sign) = comparison.Left is ReadingExpression left
            ? (left, comparison.Sign)
            : (comparison.Right as ReadingExpression, CriterionSigns.Mirror(comparison.Sign));
        return side is { Metric: OwnMetrics.Latency, Function: ReadingFunction.Percentile } && sign is CriterionSign.Greater or CriterionSign.GreaterOrEqual
            ? side
            : null;
    }
}
