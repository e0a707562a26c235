namespace FeatureRollout.Criteria;

/// <summary>The words that stand for a value of the metric on the other side.</summary>
internal enum CriterionWord
{
    /// <summary>What the plan aims at.</summary>
    Target,

    /// <summary>Where the plan wants somebody told.</summary>
    Alert,

    /// <summary>The value captured at a named moment, such as the start of the rollout.</summary>
    Baseline,

    /// <summary>The same metric of the control arm.</summary>
    Control,

    /// <summary>The value at the end of the stage before.</summary>
    Previous,

    /// <summary>What may be spent.</summary>
    Budget,
}
