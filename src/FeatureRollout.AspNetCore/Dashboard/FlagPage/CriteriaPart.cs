using FeatureRollout.Control.Notifications;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>Every criterion, trigger, band, alert and target of the present stage with what was read and how it was judged.</summary>
internal static class CriteriaPart
{
    public static Html Of(FlagPageData data)
    {
        if (data.Assessment is not { } assessment)
        {
            return Html.Empty;
        }

        var plan = assessment.Rollout.Plan;
        var triggers = StageCriteria.Of(plan, Math.Max(assessment.Rollout.Stage, 0)).RollbackWhen;
        Html[] groups =
        [
            Group("Goes on when all of these hold", "must", assessment.AdvanceWhen, isRule: false, data.Now, _ => null),
            Group("Goes back when any of these is proven", "must not", assessment.RollbackWhen, isRule: true, data.Now, i => i < triggers.Count ? Then(triggers[i].OnFailure) : null),
            Group("Stays when any of these holds", "must not", assessment.HoldWhen, isRule: true, data.Now, _ => null),
            Group("Bands", "acts", assessment.Bands, isRule: true, data.Now, i => i < plan.Bands.Count ? (plan.Bands[i].Name is { } name ? name + ": " : "") + Then(plan.Bands[i].Then) : null),
            Group("Alerts", "tells", assessment.Alerts, isRule: true, data.Now, i => i < plan.Alerts.Count ? $"{plan.Alerts[i].Name}, {plan.Alerts[i].Severity.ToString().ToLowerInvariant()}" : null),
            Group("Targets", "aims", assessment.Targets, isRule: false, data.Now, _ => null),
        ];
        return Html.Of($"""
            <section class="panel" id="criteria" data-live aria-labelledby="criteria-title">
            <h2 id="criteria-title">Criteria <span class="detail">judged {Shown.Time(assessment.At, data.Now)}</span></h2>
            {Html.If(assessment.Rollout.Stage < 0, $"<p class=\"detail\">It is in no stage: this is what the first one asks.</p>")}
            {assessment.Warnings.Select(warning => Html.Of($"<p class=\"notice warn\">{Icons.Warning}<span>{Shown.Text(warning)}</span></p>"))}
            {groups}
            {Html.If(groups.All(group => group.ToString().Length == 0), $"<p class=\"detail\">The plan asks for nothing here but time.</p>")}
            </section>
            """);
    }

    private static Html Group(string title, string kind, IReadOnlyList<CriterionResult> results, bool isRule, DateTimeOffset now, Func<int, string?> note) => Html.If(results.Count > 0, $"""
        <h3>{title}</h3>
        <div class="fr-scroll"><table class="list fr-criteria" data-kind="{kind}">
        <thead><tr><th scope="col">Verdict</th><th scope="col">Criterion</th><th scope="col" class="number">Reading</th><th scope="col" class="number">Limit</th><th scope="col" class="number">Samples</th><th scope="col">Window</th><th scope="col">Age</th><th scope="col">Holds since</th></tr></thead>
        <tbody>{results.Select((result, i) => Row(result, isRule, now, note(i)))}</tbody>
        </table></div>
        """);

    private static Html Row(CriterionResult result, bool isRule, DateTimeOffset now, string? note)
    {
        var words = isRule ? VerdictWords.OfRule(result.Verdict) : VerdictWords.OfDemand(result.Verdict);
        return Html.Of($"""
            <tr>
            <td data-name="Verdict">{words.Show()}</td>
            <th scope="row" data-name="Criterion"><code>{Shown.Text(result.Criterion)}</code>{Html.If(note is not null, $"<span class=\"fr-note\">{Shown.Text(note)}</span>")}<span class="fr-explanation">{Shown.Text(result.Explanation)}</span></th>
            <td data-name="Reading" class="number">{ShownReading.Value(result.Value, result.Criterion)}</td>
            <td data-name="Limit" class="number">{ShownReading.Value(result.Limit, result.Criterion)}</td>
            <td data-name="Samples" class="number">{(result.Samples is { } samples ? Shown.Number(samples) : Shown.Nothing)}</td>
            <td data-name="Window">{(result.Window is { } window ? Shown.Duration(window) : Shown.Nothing)}</td>
            <td data-name="Age">{(result.Age is { } age ? Shown.Duration(age) : Shown.Nothing)}</td>
            <td data-name="Holds since">{(result.Since is { } since ? Words.Moment(since) : Html.Text(Shown.Nothing))}</td>
            </tr>
            """);
    }

    /// <summary>What a rule leads to, in words.</summary>
    private static string Then(PlanAction action) => action.Action switch
    {
        RolloutAction.FastTrack => "shortens the stage",
        RolloutAction.Advance => "goes on",
        RolloutAction.Hold => action.For is { } time ? $"holds for {Shown.Duration(time)}" : "holds for a day",
        RolloutAction.Pause => "pauses",
        RolloutAction.SetFlag => $"turns {action.Flag} {(action.FlagEnabled ? "on" : "off")} and pauses",
        RolloutAction.PreviousStage => "goes back a stage",
        RolloutAction.Kill => "kills",
        _ => "rolls back to nobody",
    };
}
