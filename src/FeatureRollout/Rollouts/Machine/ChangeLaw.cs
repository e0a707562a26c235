using System.Collections.Frozen;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>Where a kind of change is allowed. One row for each kind; a kind without a row cannot be applied.</summary>
/// <param name="Verb">What it is to do this, after "it can".</param>
/// <param name="In">The statuses in which it is allowed.</param>
/// <param name="Alone">Whether it is allowed for a flag that leads no rollout.</param>
/// <param name="InDrill">Whether it is allowed during a drill.</param>
/// <param name="IsMove">Whether it moves the rollout, so that an operator is told of it as a way out.</param>
internal sealed record ChangeLaw(string Verb, RolloutStatus[] In, bool Alone, bool InDrill, bool IsMove)
{
    private const RolloutStatus Draft = RolloutStatus.Draft;
    private const RolloutStatus Running = RolloutStatus.Running;
    private const RolloutStatus Held = RolloutStatus.Held;
    private const RolloutStatus Paused = RolloutStatus.Paused;
    private const RolloutStatus Completed = RolloutStatus.Completed;
    private const RolloutStatus RolledBack = RolloutStatus.RolledBack;
    private const RolloutStatus Killed = RolloutStatus.Killed;

    private static readonly RolloutStatus[] Any = Enum.GetValues<RolloutStatus>();

    private static readonly FrozenDictionary<Type, ChangeLaw> Rows = new Dictionary<Type, ChangeLaw>
    {
        [typeof(RolloutChange.Created)] = new("be created", [], Alone: true, InDrill: false, IsMove: true),
        [typeof(RolloutChange.Started)] = Move("be started", Draft, RolledBack),
        [typeof(RolloutChange.Advanced)] = Move("advance", Running, Held),
        [typeof(RolloutChange.Stepped)] = Move("enter a later step", Running),
        [typeof(RolloutChange.Held)] = Move("be held", Running, Held),
        [typeof(RolloutChange.Paused)] = Move("be paused", Running, Held, Paused),
        [typeof(RolloutChange.Resumed)] = Move("be resumed", Held, Paused),
        [typeof(RolloutChange.FastTracked)] = Move("be fast-tracked", Running, Held),
        [typeof(RolloutChange.MovedBack)] = Move("go back to an earlier stage", Running, Held, Paused, Completed),
        [typeof(RolloutChange.Completed)] = Move("complete", Running, Held),
        [typeof(RolloutChange.PercentageSet)] = Move("get a percentage by hand", Running, Held, Paused, Completed) with { Alone = true },
        [typeof(RolloutChange.Replanned)] = Move("be replanned", Draft, Running, Held, Paused, RolledBack),
        [typeof(RolloutChange.Removed)] = Move("be removed", Draft, Completed, RolledBack),
        [typeof(RolloutChange.DrillStarted)] = Move("be drilled", Running, Held, Paused, Completed),
        [typeof(RolloutChange.DrillEnded)] = Move("end a drill", Running, Held, Paused, Completed) with { InDrill = true },

        // What only makes safer is never refused, a second time neither.
        [typeof(RolloutChange.RolledBack)] = new("be rolled back", [Running, Held, Paused, Completed, RolledBack, Killed], Alone: true, InDrill: true, IsMove: true),
        [typeof(RolloutChange.Killed)] = new("be killed", Any, Alone: true, InDrill: true, IsMove: true),
        [typeof(RolloutChange.Revived)] = new("be revived", Any, Alone: true, InDrill: false, IsMove: true),

        [typeof(RolloutChange.OverrideSet)] = Flag("get an override"),
        [typeof(RolloutChange.OverrideRemoved)] = Flag("lose an override"),
        [typeof(RolloutChange.CustomersAdded)] = Flag("get customers"),
        [typeof(RolloutChange.CustomersRemoved)] = Flag("lose customers"),
        [typeof(RolloutChange.CustomerErased)] = Flag("have a customer erased"),
        [typeof(RolloutChange.ConfiguredSeen)] = Flag("be configured"),

        [typeof(RolloutChange.Approved)] = Note("be approved", Draft, Running, Held, Paused, RolledBack),
        [typeof(RolloutChange.Ticked)] = Note("have a checklist ticked", Draft, Running, Held, Paused, RolledBack),
        [typeof(RolloutChange.WouldHave)] = Note("be only observed", Running, Held, Paused) with { InDrill = false },
        [typeof(RolloutChange.AlertFired)] = Note("raise alerts", Running, Held, Paused),
        [typeof(RolloutChange.AlertResolved)] = Note("have an alert resolved", Running, Held, Paused, Completed, RolledBack, Killed),
        [typeof(RolloutChange.IncidentReported)] = Note("get an incident", Any),
        [typeof(RolloutChange.IncidentResolved)] = Note("have an incident resolved", Any),
        [typeof(RolloutChange.ValueReported)] = Note("get a value", Any),
        [typeof(RolloutChange.BaselineCaptured)] = Note("get a baseline", Any),
        [typeof(RolloutChange.ObserveOnlySet)] = Note("be only observed or not", Any),
        [typeof(RolloutChange.MilestoneMarked)] = Note("have a milestone marked", Any),
    }.ToFrozenDictionary();

    /// <summary>Refuses a change that the document's status does not allow.</summary>
    public static void Demand(FlagDocument document, RolloutChange change)
    {
        if (!Rows.TryGetValue(change.GetType(), out var law))
        {
            throw new RolloutRefusedException($"\"{document.Key}\" cannot be changed by a {change.GetType().Name}: this version of the library does not know what that does.");
        }

        if (!law.Allows(document.Rollout))
        {
            throw new RolloutRefusedException($"{Standing.Describe(document)}, so it cannot {law.Verb}. It can {WaysOut(document.Rollout)}.");
        }
    }

    private bool Allows(RolloutState? rollout) =>
        rollout is null ? Alone : In.Contains(rollout.Status) && (InDrill || rollout.Drill is null);

    private static string WaysOut(RolloutState? rollout) =>
        string.Join(", ", Rows
            .Where(row => row.Value.IsMove && row.Value.Allows(rollout) && IsSensible(row.Key, rollout))
            .Select(row => row.Value.Verb)
            .Order(StringComparer.Ordinal));

    /// <summary>Whether what the status allows is worth naming: no drill can end that is not under way.</summary>
    private static bool IsSensible(Type change, RolloutState? rollout) =>
        change == typeof(RolloutChange.DrillEnded) ? rollout?.Drill is not null
        : change != typeof(RolloutChange.Revived) || rollout?.Status == Killed;

    private static ChangeLaw Move(string verb, params RolloutStatus[] statuses) => new(verb, statuses, Alone: false, InDrill: false, IsMove: true);

    private static ChangeLaw Flag(string verb) => new(verb, Any, Alone: true, InDrill: true, IsMove: false);

    private static ChangeLaw Note(string verb, params RolloutStatus[] statuses) => new(verb, statuses, Alone: false, InDrill: true, IsMove: false);
}
