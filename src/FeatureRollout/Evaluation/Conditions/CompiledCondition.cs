namespace FeatureRollout.Evaluation.Conditions;

/// <summary>
/// A condition ready to be asked: every literal is read, every list a set, every segment resolved. Immutable and
/// thread-safe. Evaluation allocates nothing and never throws, whatever the context holds.
/// </summary>
internal abstract class CompiledCondition
{
    /// <summary>The answer for one customer.</summary>
    /// <param name="context">Who is asked about.</param>
    /// <param name="idHash">The bucketing's hash of the customer's id, handed on to segments.</param>
    public abstract Truth Evaluate(in EvaluationContext context, ulong idHash);
}

/// <summary>A condition on one attribute that is always decided: it does not hold where the attribute is missing or of another kind.</summary>
internal abstract class AttributeCondition(string attribute) : CompiledCondition
{
    public sealed override Truth Evaluate(in EvaluationContext context, ulong idHash) =>
        Holds(context.Get(attribute)).ToTruth();

    protected abstract bool Holds(in AttributeValue value);
}
