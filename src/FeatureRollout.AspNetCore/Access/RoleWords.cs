namespace FeatureRollout.Access;

/// <summary>Roles in words.</summary>
internal static class RoleWords
{
    /// <summary>What the role lets its holders do, those below included.</summary>
    public static string May(FeatureRolloutRole role) => role switch
    {
        FeatureRolloutRole.Administer => "also create, replan and remove rollouts, force a step, erase customers, and take or restore an archive of everything",
        FeatureRolloutRole.Operate => "also move, hold and roll back what exists, fix customers' answers, approve, report incidents",
        FeatureRolloutRole.Read => "see everything, and who may do what",
        _ => "ask for answers through OFREP, and nothing else",
    };
}
