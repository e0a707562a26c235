using FeatureRollout.Criteria.Detection;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>Of what the detector counts how many there are.</summary>
internal enum DetectorKind
{
    /// <summary>Failures against a limit.</summary>
    Failures,

    /// <summary>Successes against a least rate.</summary>
    Successes,

    /// <summary>Latencies over a limit.</summary>
    Slow,

    /// <summary>Failures against those of the control.</summary>
    AgainstControl,
}

/// <summary>A comparison whose violation the detector can prove.</summary>
/// <param name="Kind">What is counted.</param>
/// <param name="Parameter">For latencies the quantile, against the control the factor.</param>
internal readonly record struct DetectorForm(DetectorKind Kind, double Parameter = 0)
{
    /// <summary>Finds what a detector would have to prove; null where the comparison is none that it can judge.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="bad">Whether the comparison says what is bad, as a trigger does, or what is good.</param>
    public static DetectorForm? Of(ComparisonQuestion comparison, bool bad)
    {
        var (side, limit, sign) = comparison.Left is ReadingExpression
            ? (comparison.Left, comparison.Right, comparison.Sign)
            : (comparison.Right, comparison.Left, CriterionSigns.Mirror(comparison.Sign));
        if (side is not ReadingExpression reading)
        {
            return null;
        }

        sign = bad ? sign : CriterionSigns.Opposite(sign);
        var isAbove = sign is CriterionSign.Greater or CriterionSign.GreaterOrEqual;
        var isBelow = sign is CriterionSign.Less or CriterionSign.LessOrEqual;
        return reading switch
        {
            { Metric: OwnMetrics.ErrorRate } when isAbove && IsFixed(limit) => new DetectorForm(DetectorKind.Failures),
            { Metric: OwnMetrics.ErrorRate } when isAbove && ControlFactor(limit) is { } factor and > 0 =>
                new DetectorForm(DetectorKind.AgainstControl, factor),
            { Metric: OwnMetrics.SuccessRate } when isBelow && IsFixed(limit) => new DetectorForm(DetectorKind.Successes),
            { Metric: OwnMetrics.Latency, Function: ReadingFunction.Percentile } when isAbove && IsFixed(limit) =>
                new DetectorForm(DetectorKind.Slow, (double)reading.Percentile / 100),
            _ => null,
        };
    }

    /// <summary>Whether there is a detector for a limit. There is none for rates of 0 % and 100 %, of which no odds can be taken.</summary>
    /// <param name="limit">The value of the side that is the limit.</param>
    public bool CanJudge(double limit) => Kind is not (DetectorKind.Failures or DetectorKind.Successes) || limit is > 0 and < 1;

    /// <summary>Gives the detector what came since the last look.</summary>
    /// <param name="data">The readings.</param>
    /// <param name="limit">The value of the side that is the limit.</param>
    /// <param name="progress">What was seen before.</param>
    /// <returns>What is seen now. Without outcomes since the last look nothing has changed.</returns>
    public CriterionProgress Feed(ICriterionData data, double limit, CriterionProgress progress) => Kind switch
    {
        DetectorKind.AgainstControl => FeedAgainstControl(data, progress),
        DetectorKind.Failures => Feed(data.Outcomes(CriterionArm.On, over: null), limit, isSlow: false, limit, progress),
        DetectorKind.Successes => Feed(data.Outcomes(CriterionArm.On, over: null), 1 - limit, isSlow: false, limit, progress),
        _ => Feed(data.Outcomes(CriterionArm.On, over: null), 1 - Parameter, isSlow: true, limit, progress),
    };

    private static CriterionProgress Feed(IOutcomeSample? stage, double rate, bool isSlow, double limit, CriterionProgress progress)
    {
        if (stage is null)
        {
            return progress;
        }

        var count = isSlow ? stage.LatencyCount : stage.Count;
        var failures = isSlow ? stage.CountAbove(limit) : stage.Failures;
        var goesOn = string.Equals(progress.Run, stage.Run, StringComparison.Ordinal) && count >= progress.SeenCount;
        var seen = progress with { Run = stage.Run, SeenCount = count, SeenFailures = failures, SeenLimit = limit };
        if (goesOn && isSlow && progress.SeenLimit is { } before && !before.Equals(limit))
        {
            return seen;
        }

        return Look(
            seen,
            goesOn ? count - progress.SeenCount : count,
            goesOn ? failures - progress.SeenFailures : failures,
            rate);
    }

    /// <summary>
    /// Of all failures of one look, those of the arm that is on are, given their number, binomial with at most the share
    /// <c>k·n₁ / (k·n₁ + n₀)</c> where the rate is at most k times the control's: the detector judges that share.
    /// </summary>
    private CriterionProgress FeedAgainstControl(ICriterionData data, CriterionProgress progress)
    {
        if (data.Outcomes(CriterionArm.DrawnOn, over: null) is not { } on || data.Outcomes(CriterionArm.DrawnOff, over: null) is not { } off)
        {
            return progress;
        }

        var run = on.Run + "|" + off.Run;
        var goesOn = string.Equals(progress.Run, run, StringComparison.Ordinal) && on.Count >= progress.SeenCount && off.Count >= progress.SeenControlCount;
        var before = goesOn ? progress : CriterionProgress.None;
        var (count, control) = (on.Count - before.SeenCount, off.Count - before.SeenControlCount);
        if (count == 0 || control == 0)
        {
            // What one arm has gathered waits until the other has something to compare it with.
            return goesOn ? progress : progress with { Run = run, SeenCount = 0, SeenFailures = 0, SeenControlCount = 0, SeenControlFailures = 0 };
        }

        var failures = Math.Clamp(on.Failures - before.SeenFailures, 0, count);
        var controlFailures = Math.Clamp(off.Failures - before.SeenControlFailures, 0, control);
        var seen = progress with
        {
            Run = run,
            SeenCount = on.Count,
            SeenFailures = on.Failures,
            SeenControlCount = off.Count,
            SeenControlFailures = off.Failures,
        };
        return Look(seen, failures + controlFailures, failures, Parameter * count / ((Parameter * count) + control));
    }

    private static CriterionProgress Look(CriterionProgress seen, long count, long failures, double rate)
    {
        if (count <= 0 || rate is not (> 0 and < 1))
        {
            return seen;
        }

        var detector = ChangeDetector.Look(seen.Detector, count, Math.Clamp(failures, 0, count), rate);
        return seen with { Detector = detector, Proofs = ChangeDetector.IsProof(detector) ? seen.Proofs + 1 : 0 };
    }

    /// <summary>Whether a limit moves only when a person moves it.</summary>
    private static bool IsFixed(CriterionExpression limit) => ExpressionParts.Of(limit).All(
        part => part is NumberExpression or NegationExpression or ArithmeticExpression or WordExpression { Word: not CriterionWord.Control });

    /// <summary>The k of <c>k * control</c>; null for any other form.</summary>
    private static double? ControlFactor(CriterionExpression limit) => limit switch
    {
        WordExpression { Word: CriterionWord.Control } => 1,
        ArithmeticExpression { Operator: ArithmeticOperator.Multiply } product =>
            ExpressionParts.Constant(product.Left) * ControlFactor(product.Right) ?? (ControlFactor(product.Left) * ExpressionParts.Constant(product.Right)),
        ArithmeticExpression { Operator: ArithmeticOperator.Divide } quotient when ExpressionParts.Constant(quotient.Right) is { } divisor and not 0 =>
            ControlFactor(quotient.Left) / divisor,
        _ => null,
    };
}
