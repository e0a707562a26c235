using FeatureRollout.Criteria;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.Looking;

/// <summary>What was counted, as criteria read it: criteria and outcomes know nothing of each other.</summary>
internal sealed class CountedOutcomes(OutcomeSample counted) : IOutcomeSample
{
    public string Run => counted.Run;

    public TimeSpan Covered => counted.Covered;

    public long Count => counted.Count;

    public long Failures => counted.Failures;

    public long LatencyCount => counted.LatencyCount;

    public double? Mean => counted.Mean;

    public long CountAbove(double seconds) => counted.CountAbove(seconds);

    public double? Quantile(double quantile) => counted.Quantile(quantile);

    /// <summary>The arm as it is counted.</summary>
    public static OutcomeArm ArmOf(CriterionArm arm) => arm switch
    {
        CriterionArm.DrawnOn => OutcomeArm.DrawnOn,
        CriterionArm.DrawnOff => OutcomeArm.DrawnOff,
        _ => OutcomeArm.On,
    };
}
