using FeatureRollout.Flags;

namespace FeatureRollout;

/// <summary>A flag as people who operate it see it, at one moment.</summary>
public sealed record FlagOverview
{
    /// <summary>The flag's key.</summary>
    public required string Key { get; init; }

    /// <summary>The version of what the store keeps about it, for <see cref="IRolloutManager.IfVersion"/>: of the rollout that moves it where there is one; 0 where nothing was ever written.</summary>
    public required long Version { get; init; }

    /// <summary>
    /// The version of the flag's own document, which differs from <see cref="Version"/> only where another flag's rollout moves it; kill
    /// switch, fixed answers and customers of such a flag are kept there.
    /// </summary>
    public long OwnVersion { get; init; }

    /// <summary>When the store last took a change of it; null for never.</summary>
    public required DateTimeOffset? ChangedAt { get; init; }

    /// <summary>What all layers together say of it; of a flag under a rollout, the copy that the rollout works with.</summary>
    public required FlagDefinition Definition { get; init; }

    /// <summary>What people and rollouts have decided about it; null for nothing.</summary>
    public required FlagState? State { get; init; }

    /// <summary>The share of customers that are in before rules; zero while it is off for everybody.</summary>
    public required Percentage Percentage { get; init; }

    /// <summary>Whom it lets in, rules and lists included; where nobody has worked it out, as the percentage says.</summary>
    internal FlagReach Reach { get => field ?? FlagReach.Of(Percentage); init; }

    /// <summary>The layers that kill it, in order; empty where none does.</summary>
    public required IReadOnlyList<string> KilledBy { get; init; }

    /// <summary>The rollout that moves it; null for none. Its key may be another flag's.</summary>
    public required RolloutState? Rollout { get; init; }

    /// <summary>The plan that the flag files name for it while it has no rollout; null for none.</summary>
    public required string? PlannedAlong { get; init; }

    /// <summary>How it does, in short.</summary>
    public required FlagHealth Health { get; init; }

    /// <summary>What has been counted in its present stage.</summary>
    public required RolloutStats Statistics { get; init; }

    /// <summary>
    /// Since when nobody has asked for it, or for a flag that requires it, in this process; null where somebody has within the last hour. By the process's
    /// clock, at most a minute late while the engine runs, and never too early. What other processes are asked is not known here.
    /// </summary>
    public required DateTimeOffset? UnreadSince { get; init; }

    /// <summary>What should be looked at, such as an expiry that has passed; the gravest first.</summary>
    public required IReadOnlyList<FlagMark> Marks { get; init; }
}

/// <summary>How a flag does.</summary>
public enum FlagHealth
{
    /// <summary>Nothing is known against it.</summary>
    Good,

    /// <summary>Under a rollout that has no data to judge by.</summary>
    NoData,

    /// <summary>Held, paused, or with an alert or an open incident.</summary>
    Attention,

    /// <summary>Rolled back or killed.</summary>
    Off,
}

/// <summary>Something about a flag that should be looked at.</summary>
/// <param name="Kind">What.</param>
/// <param name="Text">In one sentence, with dates.</param>
public sealed record FlagMark(FlagMarkKind Kind, string Text);

/// <summary>What should be looked at about a flag. A flag that is marked permanent has only <see cref="NoOwner"/>.</summary>
public enum FlagMarkKind
{
    /// <summary>Its day of expiry has passed.</summary>
    Expired,

    /// <summary>
    /// It has been on for everybody for 30 days, so that its code could lose the question. Where only files say so nobody knows since when,
    /// and it is not marked.
    /// </summary>
    Finished,

    /// <summary>Nobody has asked for it in this process for 14 days, which must have run for so long.</summary>
    Unread,

    /// <summary>Nobody looks after it.</summary>
    NoOwner,
}

/// <summary>A name that was asked for and that no provider knows.</summary>
/// <param name="Name">As asked.</param>
/// <param name="Count">How often in this process, at least.</param>
/// <param name="Nearest">The most similar flag; null where none is.</param>
public sealed record UnknownFlag(string Name, long Count, string? Nearest);
