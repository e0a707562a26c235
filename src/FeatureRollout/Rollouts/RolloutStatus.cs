namespace FeatureRollout;

/// <summary>Where a rollout stands.</summary>
public enum RolloutStatus
{
    /// <summary>Created and not started: off for everybody.</summary>
    Draft,

    /// <summary>Moving along its plan; guarded.</summary>
    Running,

    /// <summary>Stays where it is until a moment, then goes on by itself; guarded.</summary>
    Held,

    /// <summary>Stays where it is until a person resumes; guarded.</summary>
    Paused,

    /// <summary>At its end; no longer guarded.</summary>
    Completed,

    /// <summary>Off for everybody; a person may start it again, from the first stage.</summary>
    RolledBack,

    /// <summary>Off for everybody by the kill switch; a person may revive it.</summary>
    Killed,
}
