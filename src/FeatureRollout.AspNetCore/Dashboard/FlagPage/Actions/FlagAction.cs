namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>Something that can be done with a flag or rollout.</summary>
internal sealed record FlagAction
{
    /// <summary>As the address has it.</summary>
    public required string Name { get; init; }

    /// <summary>What stands on its buttons.</summary>
    public required string Label { get; init; }

    /// <summary>What happens, in one sentence.</summary>
    public required string Says { get; init; }

    /// <summary>What the page says afterwards.</summary>
    public required string Done { get; init; }

    /// <summary>Where it makes sense.</summary>
    public required Func<FlagPageData, bool> IsOffered { get; init; }

    /// <summary>Does it.</summary>
    public required Func<ActionCall, Task> DoAsync { get; init; }

    /// <summary>What it asks for besides the reason.</summary>
    public IReadOnlyList<ActionField> Fields { get; init; } = [];

    /// <summary>Who may do it.</summary>
    public Func<FlagPageData, FeatureRolloutRole> Needs { get; init; } = static _ => FeatureRolloutRole.Operate;

    /// <summary>Whether customers may lose the feature: then the page says how many, and which flags go with it, and asks why.</summary>
    public bool Lowers { get; init; }

    /// <summary>Whether a reason must be given; always where it lowers.</summary>
    public bool NeedsReason { get; init; }

    /// <summary>Whether it insists although conditions are not met, which are listed then.</summary>
    public bool Forces { get; init; }

    /// <summary>Whether it is right whatever has changed since the page was read: it only adds something, or turns off, for which nobody should have to ask twice.</summary>
    public bool AnyVersion { get; init; }

    /// <summary>Where its button stands.</summary>
    public ActionPlace Place { get; init; } = ActionPlace.More;

    /// <summary>Whether the reader may do it here and now.</summary>
    public bool IsFor(FlagPageData data) => data.May(Needs(data)) && IsOffered(data);
}

/// <summary>Where the button of an action stands.</summary>
internal enum ActionPlace
{
    /// <summary>First.</summary>
    Main,

    /// <summary>Beside the first.</summary>
    Beside,

    /// <summary>Last, in the colour of danger.</summary>
    Danger,

    /// <summary>Folded away.</summary>
    More,

    /// <summary>In its own place on the page.</summary>
    Elsewhere,
}
