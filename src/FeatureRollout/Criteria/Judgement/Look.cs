namespace FeatureRollout.Criteria.Judgement;

/// <summary>What one look says of a comparison, before its <c>for</c>.</summary>
internal enum LookState
{
    /// <summary>Something is missing.</summary>
    NoData,

    /// <summary>There are too few samples to tell.</summary>
    TooFew,

    /// <summary>It does not hold, or is not proved.</summary>
    No,

    /// <summary>It holds; for a trigger, it is proved.</summary>
    Yes,
}

/// <summary>One look at a comparison.</summary>
/// <param name="State">What it says.</param>
/// <param name="Sentence">What was read, for an operator; a whole sentence.</param>
/// <param name="Progress">What to remember, <c>for</c> apart.</param>
internal sealed record Look(LookState State, string Sentence, CriterionProgress Progress)
{
    /// <summary>The side that is measured.</summary>
    public Reading Left { get; init; }

    /// <summary>The other side.</summary>
    public Reading Right { get; init; }

    /// <summary>Whether <see cref="LookState.No"/> means that nothing is proved, although the estimate is beyond the limit.</summary>
    public bool IsUnproved { get; init; }

    /// <summary>Whether there was proof at as many looks in a row as are asked for.</summary>
    public bool IsConfirmed { get; init; } = true;

    /// <summary>The verdict where nothing must last.</summary>
    public CriterionVerdict Verdict => State switch
    {
        LookState.NoData => CriterionVerdict.NoData,
        LookState.TooFew => CriterionVerdict.Undecided,
        LookState.No => IsUnproved ? CriterionVerdict.Undecided : CriterionVerdict.Fail,
        _ => IsConfirmed ? CriterionVerdict.Pass : CriterionVerdict.Undecided,
    };
}
