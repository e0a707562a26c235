namespace FeatureRollout.Criteria;

/// <summary>Whose outcomes are meant.</summary>
internal enum CriterionArm
{
    /// <summary>Everybody for whom the flag was on.</summary>
    On,

    /// <summary>Those for whom the flag was on by percentage or rule: the arm that can be compared with the control.</summary>
    DrawnOn,

    /// <summary>Those for whom the flag was off by percentage or rule: the control.</summary>
    DrawnOff,
}
