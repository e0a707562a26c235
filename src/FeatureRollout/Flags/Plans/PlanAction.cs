namespace FeatureRollout;

/// <summary>What can be done with a rollout; the later, the more severe.</summary>
public enum RolloutAction
{
    /// <summary>Go on with shorter minimum durations.</summary>
    FastTrack,

    /// <summary>Go on.</summary>
    Advance,

    /// <summary>Stay for a while, then go on.</summary>
    Hold,

    /// <summary>Stay until a person resumes.</summary>
    Pause,

    /// <summary>Set another flag, such as a fallback mode, and pause.</summary>
    SetFlag,

    /// <summary>Go back to the stage before and pause there.</summary>
    PreviousStage,

    /// <summary>Off for everybody; a person may start again from the first stage.</summary>
    RollBack,

    /// <summary>Off for everybody by the kill switch, beside the rollout.</summary>
    Kill,
}

/// <summary>An action with what it needs.</summary>
public sealed record PlanAction
{
    /// <summary>What is done.</summary>
    public required RolloutAction Action { get; init; }

    /// <summary>How long <see cref="RolloutAction.Hold"/> lasts; null for a day.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>The flag of <see cref="RolloutAction.SetFlag"/>.</summary>
    public string? Flag { get; init; }

    /// <summary>What <see cref="RolloutAction.SetFlag"/> sets it to.</summary>
    public bool FlagEnabled { get; init; }
}

/// <summary>A band of readings with what is to be done in it.</summary>
/// <param name="When">The band.</param>
/// <param name="Then">What is done while it holds.</param>
/// <param name="Name">What an operator calls it; null for the criterion's text.</param>
public sealed record DecisionBand(Criterion When, PlanAction Then, string? Name = null);
