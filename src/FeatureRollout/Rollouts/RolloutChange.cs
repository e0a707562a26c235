namespace FeatureRollout;

/// <summary>
/// What a single event does to a rollout or a flag's state. A closed set: each kind is one case of the state machine.
/// </summary>
public abstract record RolloutChange
{
    private protected RolloutChange()
    {
    }

    /// <summary>A rollout is created.</summary>
    public sealed record Created(IReadOnlyList<string> Flags, PlanDefinition Plan, IReadOnlyDictionary<string, FlagDefinition> Definitions, CustomerList Customers, bool ObserveOnly) : RolloutChange;

    /// <summary>It starts, or starts again after a rollback, at the first stage.</summary>
    public sealed record Started : RolloutChange;

    /// <summary>It enters a later stage.</summary>
    public sealed record Advanced(int Stage, IReadOnlyDictionary<string, double> Previous) : RolloutChange;

    /// <summary>It enters a later step of its stage.</summary>
    public sealed record Stepped(int Step) : RolloutChange;

    /// <summary>It stays where it is until a moment; for a rule of the plan, or for a person where that is null.</summary>
    public sealed record Held(DateTimeOffset Until, string? Rule = null) : RolloutChange;

    /// <summary>It stays where it is until a person resumes; for a rule of the plan, or for a person where that is null.</summary>
    public sealed record Paused(string? Rule = null) : RolloutChange;

    /// <summary>It goes on.</summary>
    public sealed record Resumed : RolloutChange;

    /// <summary>The stage's minimum time is shortened.</summary>
    public sealed record FastTracked(double Factor) : RolloutChange;

    /// <summary>It goes back to an earlier stage, and pauses there; for a rule of the plan, or for a person where that is null.</summary>
    public sealed record MovedBack(int Stage, string? Rule = null) : RolloutChange;

    /// <summary>It is off for everybody, at tier 0.</summary>
    public sealed record RolledBack : RolloutChange;

    /// <summary>It has come to its end.</summary>
    public sealed record Completed : RolloutChange;

    /// <summary>The kill switch is thrown; also for a flag under no rollout.</summary>
    public sealed record Killed : RolloutChange;

    /// <summary>The kill switch is put back; also for a flag under no rollout.</summary>
    public sealed record Revived : RolloutChange;

    /// <summary>Somebody agrees.</summary>
    public sealed record Approved(string? Stage, string Name) : RolloutChange;

    /// <summary>Somebody ticks or unticks a checklist item.</summary>
    public sealed record Ticked(string? Stage, string Item, bool Done) : RolloutChange;

    /// <summary>An incident is reported.</summary>
    public sealed record IncidentReported(string Id, string Severity, string Text) : RolloutChange;

    /// <summary>An incident is resolved.</summary>
    public sealed record IncidentResolved(string Id) : RolloutChange;

    /// <summary>A metric's value is reported.</summary>
    public sealed record ValueReported(string Metric, double Value) : RolloutChange;

    /// <summary>Values are kept as baseline.</summary>
    public sealed record BaselineCaptured(IReadOnlyDictionary<string, double> Values) : RolloutChange;

    /// <summary>One customer gets a fixed answer.</summary>
    public sealed record OverrideSet(string Flag, string CustomerId, bool Enabled, DateTimeOffset? Until) : RolloutChange;

    /// <summary>One customer's fixed answer is taken away.</summary>
    public sealed record OverrideRemoved(string Flag, string CustomerId) : RolloutChange;

    /// <summary>Customers are added to those who are always on.</summary>
    public sealed record CustomersAdded(CustomerList Customers) : RolloutChange;

    /// <summary>Customers are taken from those who are always on.</summary>
    public sealed record CustomersRemoved(CustomerList Customers) : RolloutChange;

    /// <summary>A customer is erased: whoever has this name is taken from fixed answers and lists, also from those in the copies of plan and definitions.</summary>
    /// <param name="Replacement">The name that the events before this one have in the customer's place; it means nobody.</param>
    public sealed record CustomerErased(string Replacement) : RolloutChange;

    /// <summary>A person sets the percentage; under a rollout that pauses it.</summary>
    public sealed record PercentageSet(Percentage Percentage) : RolloutChange;

    /// <summary>The number in a file or the environment changed, and the store remembers what it saw.</summary>
    public sealed record ConfiguredSeen(Percentage? Percentage) : RolloutChange;

    /// <summary>The plan is replaced; criteria, detectors and timers begin anew.</summary>
    public sealed record Replanned(PlanDefinition Plan, IReadOnlyDictionary<string, FlagDefinition> Definitions) : RolloutChange;

    /// <summary>A rollback is practised: off for everybody.</summary>
    public sealed record DrillStarted : RolloutChange;

    /// <summary>The practice ends: everything as before.</summary>
    public sealed record DrillEnded(TimeSpan Took) : RolloutChange;

    /// <summary>The controller acts, or only records.</summary>
    public sealed record ObserveOnlySet(bool ObserveOnly) : RolloutChange;

    /// <summary>The controller would have done something, if it were not only observing.</summary>
    public sealed record WouldHave(string Action) : RolloutChange;

    /// <summary>An alert fires.</summary>
    public sealed record AlertFired(string Alert, AlertSeverity Severity) : RolloutChange;

    /// <summary>An alert no longer fires.</summary>
    public sealed record AlertResolved(string Alert) : RolloutChange;

    /// <summary>A milestone is marked.</summary>
    public sealed record MilestoneMarked(string Milestone, string Status) : RolloutChange;

    /// <summary>The rollout is removed; the flag stands on its definition again.</summary>
    public sealed record Removed : RolloutChange;
}
