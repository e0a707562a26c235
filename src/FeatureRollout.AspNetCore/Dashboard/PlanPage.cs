using FeatureRollout.Access;
using FeatureRollout.Flags.Plans;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>The plans of all layers and those that ship, stage by stage.</summary>
internal static class PlanPage
{
    public static async Task ShowAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var rollouts = await parts.Manager.ListRolloutsAsync(context.RequestAborted).ConfigureAwait(false);
        var plans = parts.Manager.Plans.Values.OrderBy(plan => plan.Name, StringComparer.Ordinal).ToList();
        await parts.Frame.WriteAsync(context, caller, "Plans", Html.Of($"""
            <div class="head"><div><h1>Plans</h1><p>How features go from nobody to everybody. A running rollout keeps the copy that it was started with.</p></div></div>
            {(plans.Count == 0 ? Html.Of($"<section class=\"panel empty\"><h2>No plans</h2><p>Write one under <code>plans</code> in a flag file.</p></section>") : Html.Join(plans.Select((plan, at) => Plan(context, parts, plan, at, rollouts))))}
            """)).ConfigureAwait(false);
    }

    private static Html Plan(HttpContext context, DashboardParts parts, PlanDefinition plan, int at, IReadOnlyList<RolloutState> rollouts)
    {
        var followers = rollouts.Where(rollout => string.Equals(rollout.Plan.Name, plan.Name, StringComparison.Ordinal)).ToList();
        return Html.Of($"""
            <section class="panel plan" aria-labelledby="plan-{at}">
            <div class="plan-head"><h2 id="plan-{at}">{VisibleText.Marked(plan.Name)}</h2><span class="detail">{plan.Stages.Count} {(plan.Stages.Count == 1 ? "stage" : "stages")}{Html.If(plan.Owner is not null, $", looked after by {VisibleText.Marked(plan.Owner)}")}</span></div>
            {Html.If(plan.Description is not null, $"<p>{VisibleText.Marked(plan.Description)}</p>")}
            {(followers.Count == 0 ? Html.Of($"<p class=\"detail\">No rollout follows it.</p>") : Html.Of($"<p class=\"detail\">Followed by {Html.Join(followers.Select((rollout, index) => Html.Of($"{Html.If(index > 0, $", ")}<a href=\"{parts.Frame.PathOf(context, "flags", rollout.Key)}\">{VisibleText.Marked(rollout.Key)}</a>")))}.</p>"))}
            <ol class="stages">{plan.Stages.Select(stage => Stage(plan, stage))}</ol>
            {Whole(plan)}
            </section>
            """);
    }

    private static Html Stage(PlanDefinition plan, StageDefinition stage) => Html.Of($"""
        <li class="stage">
        <div class="stage-head"><h3>{VisibleText.Marked(stage.Name)}</h3>{Words.Share(stage.Steps[^1].Percentage)}</div>
        {Html.If(stage.Description is not null, $"<p class=\"detail\">{VisibleText.Marked(stage.Description)}</p>")}
        <dl class="facts small">
        {Fact("Steps", stage.Steps.Count < 2 ? Html.Empty : Html.Text(string.Join(" → ", stage.Steps.Select(step => step.Percentage.ToString()))))}
        {Fact("At least", stage.MinimumDuration == TimeSpan.Zero ? Html.Empty : Html.Text(DurationText.Write(stage.MinimumDuration)))}
        {Fact("Samples", Html.Text(Words.Count(stage.MinimumSamples ?? plan.MinimumSamples)))}
        {Fact("Goes on when", Criteria(stage.AdvanceWhen))}
        {Fact("Holds when", Criteria(stage.HoldWhen))}
        {Fact("Fails when", Criteria(stage.RollbackWhen))}
        {Fact("On failure", stage.OnFailure is null ? Html.Empty : Html.Text(Words.Action(stage.OnFailure)))}
        {Fact("Approvals", Names(stage.Approvals))}
        {Fact("Before", Names(stage.StartChecklist.Select(item => item.Name)))}
        {Fact("After", Names(stage.EndChecklist.Select(item => item.Name)))}
        {Fact("Moves", Html.Text(stage.Automatic ? "by itself" : "when a person advances it"))}
        </dl>
        </li>
        """);

    private static Html Whole(PlanDefinition plan) => Html.Of($"""
        <details class="steps"><summary>In every stage</summary>
        <dl class="facts small">
        {Fact("Goes on when", Criteria(plan.AdvanceWhen))}
        {Fact("Holds when", Criteria(plan.HoldWhen))}
        {Fact("Fails when", Criteria(plan.RollbackWhen))}
        {Fact("On failure", Html.Text(Words.Action(plan.OnFailure)))}
        {Fact("Rolls back when", plan.RollbackThreshold is { } threshold ? Html.Of($"<code>error_rate > {Words.Rate(threshold.ErrorRate)} over {DurationText.Write(threshold.TimeWindow)}</code>") : Html.Empty)}
        {Fact("Bands", List(plan.Bands.Select(band => Html.Of($"{Html.If(band.Name is not null, $"{VisibleText.Marked(band.Name)}: ")}<code>{VisibleText.Marked(band.When.Text)}</code> → {Words.Action(band.Then)}"))))}
        {Fact("Alerts", List(plan.Alerts.Select(alert => Html.Of($"{VisibleText.Marked(alert.Name)} ({alert.Severity.ToString().ToLowerInvariant()}): <code>{VisibleText.Marked(alert.When.Text)}</code>"))))}
        {Fact("Metrics", List(plan.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => Html.Of($"<code>{VisibleText.Marked(metric.Key)}</code>{Html.If(metric.Value.Target is not null, $", target {metric.Value.Target?.Text}")}{Html.If(metric.Value.Alert is not null, $", alert {metric.Value.Alert?.Text}")}"))))}
        {Fact("Approvals to start", Names(plan.Approvals))}
        {Fact("Soak at the end", plan.Soak == TimeSpan.Zero ? Html.Empty : Html.Text(DurationText.Write(plan.Soak)))}
        {Fact("Advances in", List(plan.AdvanceWindows.Select(window => Html.Of($"{(window.Days.Count == 0 ? "every day" : string.Join(", ", window.Days))} {window.From:HH:mm} to {window.Until:HH:mm} {plan.TimeZone}"))))}
        {Fact("Frozen", List(plan.Freezes.Select(freeze => Html.Of($"{Words.Exact(freeze.From)} to {Words.Exact(freeze.Until)}{Html.If(freeze.Reason is not null, $", {VisibleText.Marked(freeze.Reason)}")}"))))}
        </dl></details>
        """);

    private static Html Fact(string name, Html value) => value.IsEmpty ? Html.Empty : Html.Of($"<dt>{name}</dt><dd>{value}</dd>");

    private static Html Criteria(IReadOnlyList<Criterion> criteria) => List(criteria.Select(criterion => Html.Of($"<code>{VisibleText.Marked(criterion.Text)}</code>")));

    private static Html Names(IEnumerable<string> names) => List(names.Select(name => VisibleText.Marked(name)));

    private static Html List(IEnumerable<Html> items)
    {
        var all = items.ToList();
        return all.Count == 0 ? Html.Empty : Html.Of($"<ul>{all.Select(item => Html.Of($"<li>{item}</li>"))}</ul>");
    }
}
