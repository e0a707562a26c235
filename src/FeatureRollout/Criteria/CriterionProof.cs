namespace FeatureRollout;

/// <summary>What counts as proof that a rate or a latency is over its limit.</summary>
public enum CriterionProof
{
    /// <summary>A change detector that stays valid at every look and does not grow blind after healthy weeks.</summary>
    Detector,

    /// <summary>The estimate over the window is over the limit, with at least the minimum samples.</summary>
    Threshold,
}
