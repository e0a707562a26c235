namespace FeatureRollout.Evaluation.Conditions;

/// <summary>Holds where all hold; the first that does not ends the search, an undecided one does not.</summary>
internal sealed class AllOf(CompiledCondition[] conditions) : CompiledCondition
{
    public override Truth Evaluate(in EvaluationContext context, ulong idHash)
    {
        var all = Truth.True;
        foreach (var condition in conditions)
        {
            all = all.And(condition.Evaluate(context, idHash));
            if (all == Truth.False)
            {
                break;
            }
        }

        return all;
    }
}

/// <summary>Holds where any holds; the first that does ends the search, an undecided one does not.</summary>
internal sealed class AnyOf(CompiledCondition[] conditions) : CompiledCondition
{
    public override Truth Evaluate(in EvaluationContext context, ulong idHash)
    {
        var any = Truth.False;
        foreach (var condition in conditions)
        {
            any = any.Or(condition.Evaluate(context, idHash));
            if (any == Truth.True)
            {
                break;
            }
        }

        return any;
    }
}

/// <summary>Holds where the other does not.</summary>
internal sealed class Negation(CompiledCondition condition) : CompiledCondition
{
    public override Truth Evaluate(in EvaluationContext context, ulong idHash) => condition.Evaluate(context, idHash).Not();
}

/// <summary>Holds where a segment has the customer.</summary>
internal sealed class InSegment(SegmentTest segment) : CompiledCondition
{
    public override Truth Evaluate(in EvaluationContext context, ulong idHash) => segment.Contains(context, idHash);
}

/// <summary>Holds for everybody, or for nobody.</summary>
internal sealed class Constant(bool value) : CompiledCondition
{
    public override Truth Evaluate(in EvaluationContext context, ulong idHash) => value ? Truth.True : Truth.False;
}
