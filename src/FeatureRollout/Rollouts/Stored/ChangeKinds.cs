using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>Every kind of change with its stored name and members.</summary>
internal static class ChangeKinds
{
    private static readonly PlanDefinition NoPlan = new() { Name = "", Stages = [] };
    private static readonly Dictionary<string, FlagDefinition> NoDefinitions = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, double> NoNumbers = new(StringComparer.Ordinal);

    private static readonly Kind[] All =
    [
        new Kind<RolloutChange.Created>("created", new("a creation", new([], NoPlan, NoDefinitions, CustomerList.Empty, ObserveOnly: false)), shape => shape
            .Must("flags", new ListShape<string>(Leaf.Text), change => change.Flags, (change, value) => change with { Flags = value })
            .Must("plan", PlanShapes.Plan, change => change.Plan, (change, value) => change with { Plan = value })
            .Unless("definitions", map => map.Count == 0, Leaf.Definitions, change => change.Definitions, (change, value) => change with { Definitions = value })
            .Unless("customers", list => list.Count == 0, Leaf.Customers, change => change.Customers, (change, value) => change with { Customers = value })
            .Has("observeOnly", Leaf.Boolean, change => change.ObserveOnly, (change, value) => change with { ObserveOnly = value })),
        new Kind<RolloutChange.Started>("started", new("a start", new())),
        new Kind<RolloutChange.Advanced>("advanced", new("an advance", new(0, NoNumbers)), shape => shape
            .Must("stage", Leaf.Int32, change => change.Stage, (change, value) => change with { Stage = value })
            .Map("previous", Leaf.Double, change => change.Previous, (change, value) => change with { Previous = value })),
        new Kind<RolloutChange.Stepped>("stepped", new("a step", new(0)), shape => shape
            .Must("step", Leaf.Int32, change => change.Step, (change, value) => change with { Step = value })),
        new Kind<RolloutChange.Held>("held", new("a hold", new(default(DateTimeOffset))), shape => shape
            .Must("until", Leaf.Moment, change => change.Until, (change, value) => change with { Until = value })
            .May("rule", Leaf.Text, change => change.Rule, (change, value) => change with { Rule = value })),
        new Kind<RolloutChange.Paused>("paused", new("a pause", new(default(string))), shape => shape
            .May("rule", Leaf.Text, change => change.Rule, (change, value) => change with { Rule = value })),
        new Kind<RolloutChange.Resumed>("resumed", new("a resumption", new())),
        new Kind<RolloutChange.FastTracked>("fastTracked", new("a fast track", new(1)), shape => shape
            .Must("factor", Leaf.Double, change => change.Factor, (change, value) => change with { Factor = value })),
        new Kind<RolloutChange.MovedBack>("movedBack", new("a move back", new(0)), shape => shape
            .Must("stage", Leaf.Int32, change => change.Stage, (change, value) => change with { Stage = value })
            .May("rule", Leaf.Text, change => change.Rule, (change, value) => change with { Rule = value })),
        new Kind<RolloutChange.RolledBack>("rolledBack", new("a rollback", new())),
        new Kind<RolloutChange.Completed>("completed", new("a completion", new())),
        new Kind<RolloutChange.Killed>("killed", new("a kill", new())),
        new Kind<RolloutChange.Revived>("revived", new("a revival", new())),
        new Kind<RolloutChange.Approved>("approved", new("an approval", new(null, "")), shape => shape
            .May("stage", Leaf.Text, change => change.Stage, (change, value) => change with { Stage = value })
            .Must("name", Leaf.Text, change => change.Name, (change, value) => change with { Name = value })),
        new Kind<RolloutChange.Ticked>("ticked", new("a tick", new(null, "", Done: false)), shape => shape
            .May("stage", Leaf.Text, change => change.Stage, (change, value) => change with { Stage = value })
            .Must("item", Leaf.Text, change => change.Item, (change, value) => change with { Item = value })
            .Must("done", Leaf.Boolean, change => change.Done, (change, value) => change with { Done = value })),
        new Kind<RolloutChange.IncidentReported>("incidentReported", new("an incident", new("", "", "")), shape => shape
            .Must("id", Leaf.Text, change => change.Id, (change, value) => change with { Id = value })
            .Must("severity", Leaf.Text, change => change.Severity, (change, value) => change with { Severity = value })
            .Must("text", Leaf.Text, change => change.Text, (change, value) => change with { Text = value })),
        new Kind<RolloutChange.IncidentResolved>("incidentResolved", new("a resolved incident", new("")), shape => shape
            .Must("id", Leaf.Text, change => change.Id, (change, value) => change with { Id = value })),
        new Kind<RolloutChange.ValueReported>("valueReported", new("a reported value", new("", 0)), shape => shape
            .Must("metric", Leaf.Text, change => change.Metric, (change, value) => change with { Metric = value })
            .Must("value", Leaf.Double, change => change.Value, (change, value) => change with { Value = value })),
        new Kind<RolloutChange.BaselineCaptured>("baselineCaptured", new("a baseline", new(NoNumbers)), shape => shape
            .Map("values", Leaf.Double, change => change.Values, (change, value) => change with { Values = value })),
        new Kind<RolloutChange.OverrideSet>("overrideSet", new("an override", new("", "", Enabled: false, null)), shape => shape
            .Must("flag", Leaf.Text, change => change.Flag, (change, value) => change with { Flag = value })
            .Must("customerId", Leaf.Text, change => change.CustomerId, (change, value) => change with { CustomerId = value })
            .Must("enabled", Leaf.Boolean, change => change.Enabled, (change, value) => change with { Enabled = value })
            .May("until", Leaf.Moment, change => change.Until, (change, value) => change with { Until = value })),
        new Kind<RolloutChange.OverrideRemoved>("overrideRemoved", new("a removed override", new("", "")), shape => shape
            .Must("flag", Leaf.Text, change => change.Flag, (change, value) => change with { Flag = value })
            .Must("customerId", Leaf.Text, change => change.CustomerId, (change, value) => change with { CustomerId = value })),
        new Kind<RolloutChange.CustomersAdded>("customersAdded", new("added customers", new(CustomerList.Empty)), shape => shape
            .Must("customers", Leaf.Customers, change => change.Customers, (change, value) => change with { Customers = value })),
        new Kind<RolloutChange.CustomersRemoved>("customersRemoved", new("removed customers", new(CustomerList.Empty)), shape => shape
            .Must("customers", Leaf.Customers, change => change.Customers, (change, value) => change with { Customers = value })),
        new Kind<RolloutChange.CustomerErased>("customerErased", new("an erased customer", new("")), shape => shape
            .Must("replacement", Leaf.Text, change => change.Replacement, (change, value) => change with { Replacement = value })),
        new Kind<RolloutChange.PercentageSet>("percentageSet", new("a percentage set by hand", new(default(Percentage))), shape => shape
            .Must("percentage", Leaf.Percentage, change => change.Percentage, (change, value) => change with { Percentage = value })),
        new Kind<RolloutChange.ConfiguredSeen>("configuredSeen", new("a configured percentage", new(default(Percentage?))), shape => shape
            .May("percentage", Leaf.Percentage, change => change.Percentage, (change, value) => change with { Percentage = value })),
        new Kind<RolloutChange.Replanned>("replanned", new("a new plan", new(NoPlan, NoDefinitions)), shape => shape
            .Must("plan", PlanShapes.Plan, change => change.Plan, (change, value) => change with { Plan = value })
            .Unless("definitions", map => map.Count == 0, Leaf.Definitions, change => change.Definitions, (change, value) => change with { Definitions = value })),
        new Kind<RolloutChange.DrillStarted>("drillStarted", new("the start of a drill", new())),
        new Kind<RolloutChange.DrillEnded>("drillEnded", new("the end of a drill", new(default(TimeSpan))), shape => shape
            .Must("took", Leaf.Span, change => change.Took, (change, value) => change with { Took = value })),
        new Kind<RolloutChange.ObserveOnlySet>("observeOnlySet", new("a change of observing", new(ObserveOnly: false)), shape => shape
            .Must("observeOnly", Leaf.Boolean, change => change.ObserveOnly, (change, value) => change with { ObserveOnly = value })),
        new Kind<RolloutChange.WouldHave>("wouldHave", new("an action not taken", new("")), shape => shape
            .Must("action", Leaf.Text, change => change.Action, (change, value) => change with { Action = value })),
        new Kind<RolloutChange.AlertFired>("alertFired", new("an alert", new("", default)), shape => shape
            .Must("alert", Leaf.Text, change => change.Alert, (change, value) => change with { Alert = value })
            .Must("severity", PlanShapes.Severity, change => change.Severity, (change, value) => change with { Severity = value })),
        new Kind<RolloutChange.AlertResolved>("alertResolved", new("a resolved alert", new("")), shape => shape
            .Must("alert", Leaf.Text, change => change.Alert, (change, value) => change with { Alert = value })),
        new Kind<RolloutChange.MilestoneMarked>("milestoneMarked", new("a milestone's mark", new("", "")), shape => shape
            .Must("milestone", Leaf.Text, change => change.Milestone, (change, value) => change with { Milestone = value })
            .Must("status", Leaf.Text, change => change.Status, (change, value) => change with { Status = value })),
        new Kind<RolloutChange.Removed>("removed", new("a removal", new())),
    ];

    private static readonly Dictionary<Type, Kind> ByType = All.ToDictionary(kind => kind.Type);
    private static readonly Dictionary<string, Kind> ByName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kinds' stored names.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The kind of a change.</summary>
    public static Kind Of(RolloutChange change) => ByType[change.GetType()];

    /// <summary>The kind of this name; null where there is none.</summary>
    public static Kind? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>One kind.</summary>
    internal abstract class Kind(string name, Type type)
    {
        public string Name { get; } = name;

        public Type Type { get; } = type;

        public abstract void WriteMembers(StoredWriter writer, RolloutChange change);

        public abstract bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out RolloutChange change);
    }

    private sealed class Kind<T> : Kind
        where T : RolloutChange
    {
        private readonly ObjectShape<T> _shape;

        public Kind(string name, ObjectShape<T> shape, Func<ObjectShape<T>, ObjectShape<T>>? members = null)
            : base(name, typeof(T)) => _shape = members is null ? shape : members(shape);

        public override void WriteMembers(StoredWriter writer, RolloutChange change) => _shape.WriteMembers(writer, (T)change);

        public override bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out RolloutChange change)
        {
            var read = _shape.TryRead(ref cursor, out var value);
            change = value;
            return read;
        }
    }
}
