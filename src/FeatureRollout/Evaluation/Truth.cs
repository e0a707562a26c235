namespace FeatureRollout.Evaluation;

/// <summary>The answer of a condition: as in Kleene's logic, what is not known yet may be either.</summary>
internal enum Truth : byte
{
    False,
    True,
    Undecided,
}

/// <summary>Kleene's strong connectives.</summary>
internal static class TruthLogic
{
    /// <summary>False where either is false, true where both are true, else undecided.</summary>
    public static Truth And(this Truth left, Truth right) =>
        left == Truth.False || right == Truth.False ? Truth.False
        : left == Truth.True && right == Truth.True ? Truth.True
        : Truth.Undecided;

    /// <summary>True where either is true, false where both are false, else undecided.</summary>
    public static Truth Or(this Truth left, Truth right) =>
        left == Truth.True || right == Truth.True ? Truth.True
        : left == Truth.False && right == Truth.False ? Truth.False
        : Truth.Undecided;

    /// <summary>The opposite; undecided stays undecided.</summary>
    public static Truth Not(this Truth value) => value switch
    {
        Truth.False => Truth.True,
        Truth.True => Truth.False,
        _ => Truth.Undecided,
    };

    public static Truth ToTruth(this bool value) => value ? Truth.True : Truth.False;
}
