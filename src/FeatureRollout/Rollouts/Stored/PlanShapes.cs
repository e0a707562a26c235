namespace FeatureRollout.Rollouts.Stored;

/// <summary>How a plan is stored in a rollout's state: whole, under the names of its own members.</summary>
internal static class PlanShapes
{
    private static readonly Shape<CriterionProof> Proof = Leaf.Enum<CriterionProof>();
    private static readonly Shape<DayOfWeek> Weekday = Leaf.Enum<DayOfWeek>();

    public static readonly Shape<AlertSeverity> Severity = Leaf.Enum<AlertSeverity>();

    private static readonly Shape<PlanAction> Action = new ObjectShape<PlanAction>("an action", new PlanAction { Action = RolloutAction.RollBack })
        .Must("action", Leaf.Enum<RolloutAction>(), action => action.Action, (action, value) => action with { Action = value })
        .May("for", Leaf.Span, action => action.For, (action, value) => action with { For = value })
        .May("flag", Leaf.Text, action => action.Flag, (action, value) => action with { Flag = value })
        .Has("flagEnabled", Leaf.Boolean, action => action.FlagEnabled, (action, value) => action with { FlagEnabled = value });

    private static readonly Shape<ChecklistItem> Checklist = new ObjectShape<ChecklistItem>("a checklist item", new ChecklistItem(""))
        .Must("name", Leaf.Text, item => item.Name, (item, value) => item with { Name = value })
        .May("owner", Leaf.Text, item => item.Owner, (item, value) => item with { Owner = value })
        .Has("required", Leaf.Boolean, item => item.Required, (item, value) => item with { Required = value });

    private static readonly Shape<MetricLimit> Limit = new ObjectShape<MetricLimit>("a limit", new MetricLimit("<", 0, ""))
        .Must("comparison", Leaf.Text, limit => limit.Comparison, (limit, value) => limit with { Comparison = value })
        .Must("value", Leaf.Double, limit => limit.Value, (limit, value) => limit with { Value = value })
        .Must("text", Leaf.Text, limit => limit.Text, (limit, value) => limit with { Text = value });

    private static readonly Shape<MetricDefinition> Metric = new ObjectShape<MetricDefinition>("a metric", new MetricDefinition())
        .May("source", Leaf.Text, metric => metric.Source, (metric, value) => metric with { Source = value })
        .May("query", Leaf.Text, metric => metric.Query, (metric, value) => metric with { Query = value })
        .May("description", Leaf.Text, metric => metric.Description, (metric, value) => metric with { Description = value })
        .May("target", Limit, metric => metric.Target, (metric, value) => metric with { Target = value })
        .May("alert", Limit, metric => metric.Alert, (metric, value) => metric with { Alert = value })
        .May("budget", Leaf.Double, metric => metric.Budget, (metric, value) => metric with { Budget = value })
        .Has("budgetPeriod", Leaf.Span, metric => metric.BudgetPeriod, (metric, value) => metric with { BudgetPeriod = value })
        .May("of", Leaf.Text, metric => metric.Of, (metric, value) => metric with { Of = value });

    private static readonly Criterion AnyCriterion = Criterion.Parse("error_rate < 1%");

    private static readonly Shape<AlertDefinition> Alert = new ObjectShape<AlertDefinition>(
            "an alert", new AlertDefinition { Name = "", When = AnyCriterion, Severity = AlertSeverity.Info })
        .Must("name", Leaf.Text, alert => alert.Name, (alert, value) => alert with { Name = value })
        .Must("when", Leaf.Criterion, alert => alert.When, (alert, value) => alert with { When = value })
        .Must("severity", Severity, alert => alert.Severity, (alert, value) => alert with { Severity = value })
        .List("channels", Leaf.Text, alert => alert.Channels, (alert, value) => alert with { Channels = value })
        .May("repeatEvery", Leaf.Span, alert => alert.RepeatEvery, (alert, value) => alert with { RepeatEvery = value });

    private static readonly Shape<DecisionBand> Band = new ObjectShape<DecisionBand>(
            "a band", new DecisionBand(AnyCriterion, new PlanAction { Action = RolloutAction.Hold }))
        .Must("when", Leaf.Criterion, band => band.When, (band, value) => band with { When = value })
        .Must("then", Action, band => band.Then, (band, value) => band with { Then = value })
        .May("name", Leaf.Text, band => band.Name, (band, value) => band with { Name = value });

    private static readonly Shape<RollbackThreshold> Threshold = new ObjectShape<RollbackThreshold>("a rollback threshold", new RollbackThreshold(0, default))
        .Must("errorRate", Leaf.Double, threshold => threshold.ErrorRate, (threshold, value) => threshold with { ErrorRate = value })
        .Must("timeWindow", Leaf.Span, threshold => threshold.TimeWindow, (threshold, value) => threshold with { TimeWindow = value })
        .Has("proof", Proof, threshold => threshold.Proof, (threshold, value) => threshold with { Proof = value });

    private static readonly Shape<AdvanceWindow> Window = new ObjectShape<AdvanceWindow>("an advance window", new AdvanceWindow([], default, default))
        .List("days", Weekday, window => window.Days, (window, value) => window with { Days = value })
        .Must("from", Leaf.Time, window => window.From, (window, value) => window with { From = value })
        .Must("until", Leaf.Time, window => window.Until, (window, value) => window with { Until = value });

    private static readonly Shape<Freeze> Freeze = new ObjectShape<Freeze>("a freeze", new Freeze(default, default, null))
        .Must("from", Leaf.Moment, freeze => freeze.From, (freeze, value) => freeze with { From = value })
        .Must("until", Leaf.Moment, freeze => freeze.Until, (freeze, value) => freeze with { Until = value })
        .May("reason", Leaf.Text, freeze => freeze.Reason, (freeze, value) => freeze with { Reason = value });

    private static readonly Shape<Milestone> Milestone = new ObjectShape<Milestone>("a milestone", new Milestone("", null, 0))
        .Must("name", Leaf.Text, milestone => milestone.Name, (milestone, value) => milestone with { Name = value })
        .May("owner", Leaf.Text, milestone => milestone.Owner, (milestone, value) => milestone with { Owner = value })
        .Must("day", Leaf.Int32, milestone => milestone.Day, (milestone, value) => milestone with { Day = value });

    private static readonly Shape<ReportSchedule> Report = new ObjectShape<ReportSchedule>("a report", new ReportSchedule(default, [], []))
        .Must("time", Leaf.Time, report => report.Time, (report, value) => report with { Time = value })
        .List("days", Weekday, report => report.Days, (report, value) => report with { Days = value })
        .List("channels", Leaf.Text, report => report.Channels, (report, value) => report with { Channels = value });

    private static readonly Shape<StepDefinition> Step = new ObjectShape<StepDefinition>("a step", new StepDefinition { Percentage = default })
        .Must("percentage", Leaf.Percentage, step => step.Percentage, (step, value) => step with { Percentage = value })
        .Unless("customers", customers => customers.IsEmpty, Leaf.Audience, step => step.Customers, (step, value) => step with { Customers = value })
        .Has("after", Leaf.Span, step => step.After, (step, value) => step with { After = value })
        .May("time", Leaf.Time, step => step.Time, (step, value) => step with { Time = value });

    private static readonly Shape<ExpectedVolume> Volume = new ObjectShape<ExpectedVolume>("an expected volume", new ExpectedVolume(0, 0))
        .Must("from", Leaf.Int64, volume => volume.From, (volume, value) => volume with { From = value })
        .Must("to", Leaf.Int64, volume => volume.To, (volume, value) => volume with { To = value });

    private static readonly Shape<StageDefinition> Stage = new ObjectShape<StageDefinition>("a stage", new StageDefinition { Name = "", Steps = [] })
        .Must("name", Leaf.Text, stage => stage.Name, (stage, value) => stage with { Name = value })
        .May("description", Leaf.Text, stage => stage.Description, (stage, value) => stage with { Description = value })
        .List("steps", Step, stage => stage.Steps, (stage, value) => stage with { Steps = value })
        .Has("minimumDuration", Leaf.Span, stage => stage.MinimumDuration, (stage, value) => stage with { MinimumDuration = value })
        .May("minimumSamples", Leaf.Int32, stage => stage.MinimumSamples, (stage, value) => stage with { MinimumSamples = value })
        .May("proof", Proof, stage => stage.Proof, (stage, value) => stage with { Proof = value })
        .List("advanceWhen", Leaf.Criterion, stage => stage.AdvanceWhen, (stage, value) => stage with { AdvanceWhen = value })
        .List("holdWhen", Leaf.Criterion, stage => stage.HoldWhen, (stage, value) => stage with { HoldWhen = value })
        .List("rollbackWhen", Leaf.Criterion, stage => stage.RollbackWhen, (stage, value) => stage with { RollbackWhen = value })
        .Has("inherit", Leaf.Boolean, stage => stage.Inherit, (stage, value) => stage with { Inherit = value })
        .List("approvals", Leaf.Text, stage => stage.Approvals, (stage, value) => stage with { Approvals = value })
        .List("startChecklist", Checklist, stage => stage.StartChecklist, (stage, value) => stage with { StartChecklist = value })
        .List("endChecklist", Checklist, stage => stage.EndChecklist, (stage, value) => stage with { EndChecklist = value })
        .May("onFailure", Action, stage => stage.OnFailure, (stage, value) => stage with { OnFailure = value })
        .May("eligible", Leaf.Condition, stage => stage.Eligible, (stage, value) => stage with { Eligible = value })
        .Unless("strata", strata => strata.Count == 0, Leaf.Strata, stage => stage.Strata, (stage, value) => stage with { Strata = value })
        .Has("automatic", Leaf.Boolean, stage => stage.Automatic, (stage, value) => stage with { Automatic = value })
        .May("expectedVolume", Volume, stage => stage.ExpectedVolume, (stage, value) => stage with { ExpectedVolume = value });

    public static readonly Shape<PlanDefinition> Plan = new ObjectShape<PlanDefinition>("a plan", new PlanDefinition { Name = "", Stages = [] })
        .Must("name", Leaf.Text, plan => plan.Name, (plan, value) => plan with { Name = value })
        .May("description", Leaf.Text, plan => plan.Description, (plan, value) => plan with { Description = value })
        .May("owner", Leaf.Text, plan => plan.Owner, (plan, value) => plan with { Owner = value })
        .Has("timeZone", Leaf.Text, plan => plan.TimeZone, (plan, value) => plan with { TimeZone = value })
        .List("stages", Stage, plan => plan.Stages, (plan, value) => plan with { Stages = value })
        .Has("proof", Proof, plan => plan.Proof, (plan, value) => plan with { Proof = value })
        .Has("confirmations", Leaf.Int32, plan => plan.Confirmations, (plan, value) => plan with { Confirmations = value })
        .Has("minimumSamples", Leaf.Int32, plan => plan.MinimumSamples, (plan, value) => plan with { MinimumSamples = value })
        .List("advanceWhen", Leaf.Criterion, plan => plan.AdvanceWhen, (plan, value) => plan with { AdvanceWhen = value })
        .List("holdWhen", Leaf.Criterion, plan => plan.HoldWhen, (plan, value) => plan with { HoldWhen = value })
        .List("rollbackWhen", Leaf.Criterion, plan => plan.RollbackWhen, (plan, value) => plan with { RollbackWhen = value })
        .List("bands", Band, plan => plan.Bands, (plan, value) => plan with { Bands = value })
        .May("rollbackThreshold", Threshold, plan => plan.RollbackThreshold, (plan, value) => plan with { RollbackThreshold = value })
        .Has("onFailure", Action, plan => plan.OnFailure, (plan, value) => plan with { OnFailure = value })
        .List("approvals", Leaf.Text, plan => plan.Approvals, (plan, value) => plan with { Approvals = value })
        .List("checklist", Checklist, plan => plan.Checklist, (plan, value) => plan with { Checklist = value })
        .Map("metrics", Metric, plan => plan.Metrics, (plan, value) => plan with { Metrics = value })
        .List("alerts", Alert, plan => plan.Alerts, (plan, value) => plan with { Alerts = value })
        .List("advanceWindows", Window, plan => plan.AdvanceWindows, (plan, value) => plan with { AdvanceWindows = value })
        .List("freezes", Freeze, plan => plan.Freezes, (plan, value) => plan with { Freezes = value })
        .Has("soak", Leaf.Span, plan => plan.Soak, (plan, value) => plan with { Soak = value })
        .Has("fastTrackFactor", Leaf.Double, plan => plan.FastTrackFactor, (plan, value) => plan with { FastTrackFactor = value })
        .May("start", Leaf.Day, plan => plan.Start, (plan, value) => plan with { Start = value })
        .List("milestones", Milestone, plan => plan.Milestones, (plan, value) => plan with { Milestones = value })
        .List("reports", Report, plan => plan.Reports, (plan, value) => plan with { Reports = value })
        .Map("messages", Leaf.Text, plan => plan.Messages, (plan, value) => plan with { Messages = value });
}
