namespace FeatureRollout;

/// <summary>What a caller of the admin API, the dashboard or OFREP may do; each role includes those before it.</summary>
public enum FeatureRolloutRole
{
    /// <summary>Ask for answers through OFREP, and nothing else.</summary>
    Evaluate = 1,

    /// <summary>See everything.</summary>
    Read,

    /// <summary>Move, hold and roll back what exists, fix customers' answers, approve, report incidents.</summary>
    Operate,

    /// <summary>Also create, replan and remove rollouts, force a step, and erase customers.</summary>
    Administer,
}
