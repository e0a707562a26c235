namespace FeatureRollout;

/// <summary>Why a question got its answer; the first of these that applies, in this order.</summary>
public enum FlagReason : byte
{
    /// <summary>No provider knows the flag; the answer is the caller's default.</summary>
    UnknownFlag,

    /// <summary>Killed in at least one layer: off.</summary>
    Killed,

    /// <summary>Outside the flag's schedule: off.</summary>
    OutsideSchedule,

    /// <summary>The flag is under a rollout whose state has never been read: off.</summary>
    NotReady,

    /// <summary>The flag's rollout is at tier 0 or rolled back: off.</summary>
    RolloutInactive,

    /// <summary>The customer is excluded: off.</summary>
    Excluded,

    /// <summary>A flag that this one requires is off for this customer: off.</summary>
    PrerequisiteOff,

    /// <summary>The customer has a fixed answer.</summary>
    Override,

    /// <summary>The customer is included: on.</summary>
    Included,

    /// <summary>A rule or segment could not be decided; the answer is the flag's default.</summary>
    Undecided,

    /// <summary>The rollout's stage draws only from customers that meet its condition, and this one does not: off.</summary>
    NotEligible,

    /// <summary>The first matching rule or stratum gave the percentage.</summary>
    Rule,

    /// <summary>The flag's or stage's percentage decided.</summary>
    Percentage,
}
