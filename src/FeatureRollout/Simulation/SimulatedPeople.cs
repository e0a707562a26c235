namespace FeatureRollout;

/// <summary>
/// What people do in a simulation, besides what is scripted: they agree and tick as soon as all that can be waited for is over,
/// start the rollout, and report the metrics that have no source.
/// </summary>
public sealed record SimulatedPeople
{
    /// <summary>The name by which events tell them from the controller.</summary>
    public const string Name = "people";

    /// <summary>Whether an approval is given, by its name. Default all are.</summary>
    public Func<string, bool> Approves { get; init; } = static _ => true;

    /// <summary>Whether a checklist item is ticked, by its name. Default all are.</summary>
    public Func<string, bool> Ticks { get; init; } = static _ => true;

    /// <summary>Whether they go on by hand where a stage is not automatic. Default true.</summary>
    public bool Advance { get; init; } = true;

    /// <summary>How long after a pause they resume; null for never. Default never.</summary>
    public TimeSpan? ResumeAfter { get; init; }

    /// <summary>How long after a rollback they start it again; null for never. Default never.</summary>
    public TimeSpan? RestartAfter { get; init; }

    /// <summary>How often they report the metrics that have no source. Default a day.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What they do at certain times besides, in any order.</summary>
    public IReadOnlyList<SimulatedAct> Acts { get; init; } = [];
}

/// <summary>Something that somebody does at a time.</summary>
/// <param name="At">When, counted from the simulation's start.</param>
/// <param name="Do">What: the manager, and the rollout's key. What is refused becomes a note of the result.</param>
public sealed record SimulatedAct(TimeSpan At, Func<IRolloutManager, string, Task> Do);

/// <summary>A moment at which a simulated metric is read.</summary>
/// <param name="At">The moment.</param>
/// <param name="Elapsed">How long the simulation has run.</param>
/// <param name="Percentage">The share of customers that are in; zero where nobody can be.</param>
/// <param name="Stage">The rollout's stage; null in none.</param>
public readonly record struct SimulatedMoment(DateTimeOffset At, TimeSpan Elapsed, Percentage Percentage, string? Stage);
