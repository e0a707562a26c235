using FeatureRollout.Dashboard.FlagPage.Charts;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>Everything that the page of one flag shows, read at one moment. What could not be read is null.</summary>
internal sealed record FlagPageData
{
    /// <summary>The flag.</summary>
    public required FlagOverview Flag { get; init; }

    /// <summary>How its rollout is judged; null for none.</summary>
    public RolloutAssessment? Assessment { get; init; }

    /// <summary>Who serves its last change.</summary>
    public FleetStatus? Fleet { get; init; }

    /// <summary>How the work went over <see cref="Span"/>.</summary>
    public OutcomeHistory? History { get; init; }

    /// <summary>What happened, newest first.</summary>
    public IReadOnlyList<RolloutEvent>? Events { get; init; }

    /// <summary>The flags that require it, itself not among them.</summary>
    public IReadOnlyList<string> Dependants { get; init; } = [];

    /// <summary>How far back the charts reach.</summary>
    public ChartSpan Span { get; init; } = ChartSpan.Usual;

    /// <summary>When all of this was read.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the reader may do.</summary>
    public required FeatureRolloutRole Role { get; init; }

    /// <summary>What the reader has just done, in words; null for nothing.</summary>
    public string? Done { get; init; }

    /// <summary>The rollout that moves the flag; null for none.</summary>
    public RolloutState? Rollout => Flag.Rollout;

    /// <summary>Whether another flag's rollout moves this one: it is moved there.</summary>
    public bool IsMovedElsewhere => Rollout is { } rollout && rollout.Key != Flag.Key;

    /// <summary>Whether the reader may do what asks for a role.</summary>
    public bool May(FeatureRolloutRole role) => Role >= role;
}
