namespace FeatureRollout;

/// <summary>What one look at the readings says about a criterion.</summary>
public enum CriterionVerdict
{
    /// <summary>A reading is missing, empty, not a number or infinite. It is never a pass and never fires a trigger.</summary>
    NoData,

    /// <summary>There are readings, but too few of them, or no proof either way.</summary>
    Undecided,

    /// <summary>The criterion does not hold.</summary>
    Fail,

    /// <summary>The criterion holds; a trigger that holds fires.</summary>
    Pass,
}
