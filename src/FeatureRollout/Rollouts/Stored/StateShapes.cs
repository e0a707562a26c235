using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>How the state of a rollout is stored.</summary>
internal static class StateShapes
{
    public static readonly Shape<RolloutStatus> Status = Leaf.Enum<RolloutStatus>();

    private static readonly Shape<RolloutApproval> Approval = new ObjectShape<RolloutApproval>("an approval", new RolloutApproval(null, "", "", default, null))
        .May("stage", Leaf.Text, approval => approval.Stage, (approval, value) => approval with { Stage = value })
        .Must("name", Leaf.Text, approval => approval.Name, (approval, value) => approval with { Name = value })
        .Must("actor", Leaf.Text, approval => approval.Actor, (approval, value) => approval with { Actor = value })
        .Must("at", Leaf.Moment, approval => approval.At, (approval, value) => approval with { At = value })
        .May("reason", Leaf.Text, approval => approval.Reason, (approval, value) => approval with { Reason = value });

    private static readonly Shape<RolloutTick> Tick = new ObjectShape<RolloutTick>("a tick", new RolloutTick(null, "", "", default))
        .May("stage", Leaf.Text, tick => tick.Stage, (tick, value) => tick with { Stage = value })
        .Must("item", Leaf.Text, tick => tick.Item, (tick, value) => tick with { Item = value })
        .Must("actor", Leaf.Text, tick => tick.Actor, (tick, value) => tick with { Actor = value })
        .Must("at", Leaf.Moment, tick => tick.At, (tick, value) => tick with { At = value });

    private static readonly Shape<RolloutIncident> Incident = new ObjectShape<RolloutIncident>(
            "an incident", new RolloutIncident { Id = "", Severity = "", Text = "", ReportedAt = default, ReportedBy = "" })
        .Must("id", Leaf.Text, incident => incident.Id, (incident, value) => incident with { Id = value })
        .Must("severity", Leaf.Text, incident => incident.Severity, (incident, value) => incident with { Severity = value })
        .Must("text", Leaf.Text, incident => incident.Text, (incident, value) => incident with { Text = value })
        .Must("reportedAt", Leaf.Moment, incident => incident.ReportedAt, (incident, value) => incident with { ReportedAt = value })
        .Must("reportedBy", Leaf.Text, incident => incident.ReportedBy, (incident, value) => incident with { ReportedBy = value })
        .May("resolvedAt", Leaf.Moment, incident => incident.ResolvedAt, (incident, value) => incident with { ResolvedAt = value })
        .May("resolvedBy", Leaf.Text, incident => incident.ResolvedBy, (incident, value) => incident with { ResolvedBy = value });

    private static readonly Shape<FiringAlert> Alert = new ObjectShape<FiringAlert>("an alert", new FiringAlert("", default))
        .Must("name", Leaf.Text, alert => alert.Name, (alert, value) => alert with { Name = value })
        .Must("since", Leaf.Moment, alert => alert.Since, (alert, value) => alert with { Since = value });

    private static readonly Shape<StagePassage> Passage = new ObjectShape<StagePassage>("a passage", new StagePassage("", default, null, default))
        .Must("stage", Leaf.Text, passage => passage.Stage, (passage, value) => passage with { Stage = value })
        .Must("from", Leaf.Moment, passage => passage.From, (passage, value) => passage with { From = value })
        .May("until", Leaf.Moment, passage => passage.Until, (passage, value) => passage with { Until = value })
        .Must("percentage", Leaf.Percentage, passage => passage.Percentage, (passage, value) => passage with { Percentage = value });

    private static readonly Shape<RolloutDrill> Drill = new ObjectShape<RolloutDrill>("a drill", new RolloutDrill(default, "", default))
        .Must("since", Leaf.Moment, drill => drill.Since, (drill, value) => drill with { Since = value })
        .Must("actor", Leaf.Text, drill => drill.Actor, (drill, value) => drill with { Actor = value })
        .Must("status", Status, drill => drill.Status, (drill, value) => drill with { Status = value });

    private static readonly Shape<MilestoneMark> Milestone = new ObjectShape<MilestoneMark>("a milestone's mark", new MilestoneMark("", "", default))
        .Must("status", Leaf.Text, mark => mark.Status, (mark, value) => mark with { Status = value })
        .Must("actor", Leaf.Text, mark => mark.Actor, (mark, value) => mark with { Actor = value })
        .Must("at", Leaf.Moment, mark => mark.At, (mark, value) => mark with { At = value });

    /// <summary>A struct, and so no object shape: two numbers in an array would hide which is which.</summary>
    private static readonly Shape<MetricPoint> Point = new MetricPointShape();

    private static readonly PlanDefinition NoPlan = new() { Name = "", Stages = [] };

    public static readonly Shape<RolloutState> Rollout = new ObjectShape<RolloutState>(
            "a rollout's state", new RolloutState { Key = "", Flags = [], Plan = NoPlan })
        .Must("key", Leaf.Text, state => state.Key, (state, value) => state with { Key = value })
        .Must("flags", new ListShape<string>(Leaf.Text), state => state.Flags, (state, value) => state with { Flags = value })
        .Must("status", Status, state => state.Status, (state, value) => state with { Status = value })
        .May("statusBeforeKill", Status, state => state.StatusBeforeKill, (state, value) => state with { StatusBeforeKill = value })
        .Must("stage", Leaf.Int32, state => state.Stage, (state, value) => state with { Stage = value })
        .Must("step", Leaf.Int32, state => state.Step, (state, value) => state with { Step = value })
        .May("stageSince", Leaf.Moment, state => state.StageSince, (state, value) => state with { StageSince = value })
        .May("stepSince", Leaf.Moment, state => state.StepSince, (state, value) => state with { StepSince = value })
        .May("heldUntil", Leaf.Moment, state => state.HeldUntil, (state, value) => state with { HeldUntil = value })
        .May("startedAt", Leaf.Moment, state => state.StartedAt, (state, value) => state with { StartedAt = value })
        .May("completedAt", Leaf.Moment, state => state.CompletedAt, (state, value) => state with { CompletedAt = value })
        .May("reason", Leaf.Text, state => state.Reason, (state, value) => state with { Reason = value })
        .May("percentageByHand", Leaf.Percentage, state => state.PercentageByHand, (state, value) => state with { PercentageByHand = value })
        .Unless("customers", list => list.Count == 0, Leaf.Customers, state => state.Customers, (state, value) => state with { Customers = value })
        .May("countedSince", Leaf.Moment, state => state.CountedSince, (state, value) => state with { CountedSince = value })
        .Must("generation", Leaf.Int32, state => state.Generation, (state, value) => state with { Generation = value })
        .Has("observeOnly", Leaf.Boolean, state => state.ObserveOnly, (state, value) => state with { ObserveOnly = value })
        .Unless("extended", time => time == TimeSpan.Zero, Leaf.Span, state => state.Extended, (state, value) => state with { Extended = value })
        .Has("durationFactor", Leaf.Double, state => state.DurationFactor, (state, value) => state with { DurationFactor = value })
        .List("rulesTaken", Leaf.Text, state => state.RulesTaken, (state, value) => state with { RulesTaken = value })
        .May("pausedBy", Leaf.Text, state => state.PausedBy, (state, value) => state with { PausedBy = value })
        .May("wouldHave", Leaf.Text, state => state.WouldHave, (state, value) => state with { WouldHave = value })
        .May("drill", Drill, state => state.Drill, (state, value) => state with { Drill = value })
        .List("approvals", Approval, state => state.Approvals, (state, value) => state with { Approvals = value })
        .List("ticks", Tick, state => state.Ticks, (state, value) => state with { Ticks = value })
        .List("incidents", Incident, state => state.Incidents, (state, value) => state with { Incidents = value })
        .Map("values", new ListShape<MetricPoint>(Point), state => state.Values, (state, value) => state with { Values = value })
        .Map("baselines", Leaf.Double, state => state.Baselines, (state, value) => state with { Baselines = value })
        .Map("previous", Leaf.Double, state => state.Previous, (state, value) => state with { Previous = value })
        .List("alerts", Alert, state => state.Alerts, (state, value) => state with { Alerts = value })
        .List("passages", Passage, state => state.Passages, (state, value) => state with { Passages = value })
        .Map("milestones", Milestone, state => state.Milestones, (state, value) => state with { Milestones = value })
        .Must("plan", PlanShapes.Plan, state => state.Plan, (state, value) => state with { Plan = value })
        .Unless("definitions", map => map.Count == 0, Leaf.Definitions, state => state.Definitions, (state, value) => state with { Definitions = value });

    private sealed class MetricPointShape : Shape<MetricPoint>
    {
        private sealed record Parts(DateTimeOffset At, double Value);

        private static readonly ObjectShape<Parts> Object = new ObjectShape<Parts>("a metric's value", new Parts(default, 0))
            .Must("at", Leaf.Moment, point => point.At, (point, value) => point with { At = value })
            .Must("value", Leaf.Double, point => point.Value, (point, value) => point with { Value = value });

        public override void Write(StoredWriter writer, MetricPoint value) => Object.Write(writer, new Parts(value.At, value.Value));

        public override bool TryRead(ref JsonCursor cursor, out MetricPoint value)
        {
            var read = Object.TryRead(ref cursor, out var parts);
            value = parts is null ? default : new MetricPoint(parts.At, parts.Value);
            return read;
        }
    }
}
