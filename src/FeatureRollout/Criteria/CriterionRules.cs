namespace FeatureRollout.Criteria;

/// <summary>What a criterion is judged for: the same words need more proof to roll back than to wait.</summary>
internal enum CriterionUse
{
    /// <summary>To advance: passes when the estimate meets the limit with enough samples and the detector is quiet.</summary>
    Advance,

    /// <summary>To hold, for bands and alerts: passes when the estimate meets the limit with enough samples.</summary>
    Watch,

    /// <summary>To roll back: passes only on proof.</summary>
    Rollback,
}

/// <summary>How a criterion is judged.</summary>
/// <param name="Use">What for.</param>
/// <param name="Proof">What proves a rate or latency to be over its limit.</param>
/// <param name="MinimumSamples">The least samples for a rate or latency.</param>
/// <param name="Confirmations">At how many looks in a row there must be proof of a rate or latency; 1 or less asks for one.</param>
/// <param name="Interval">How often is looked; a gap of more than three starts an advance's <c>for</c> anew and freezes a trigger's.</param>
internal sealed record CriterionRules(CriterionUse Use, CriterionProof Proof, int MinimumSamples, int Confirmations, TimeSpan Interval);
