using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation.Conditions;

/// <summary>A segment with one answer, which remembers the last hash it was asked with.</summary>
internal sealed class FixedSegment(Truth answer) : SegmentTest
{
    public ulong LastHash { get; private set; }

    public override Truth Contains(in EvaluationContext context, ulong idHash)
    {
        LastHash = idHash;
        return answer;
    }
}
