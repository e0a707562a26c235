namespace FeatureRollout.Evaluation;

/// <summary>Membership in one segment; asked from many threads, at once, in request paths.</summary>
internal abstract class SegmentTest
{
    /// <summary>
    /// Whether the customer is in. Never throws, waits or allocates; <see cref="Truth.Undecided"/> where it is not known yet.
    /// </summary>
    /// <param name="context">Who is asked about.</param>
    /// <param name="idHash">The bucketing's hash of the customer's id.</param>
    public abstract Truth Contains(in EvaluationContext context, ulong idHash);
}
