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
            Group("Goes on when all of these hold", assessment.AdvanceWhen, isRule: false, _ => null),
            Group("Goes back when any of these is proven", assessment.RollbackWhen, isRule: true, i => i < triggers.Count ? Then(triggers[i].OnFailure) : null),
            Group("Stays when any of these holds", assessment.HoldWhen, isRule: true, _ => null),
            Group("Bands", assessment.Bands, isRule: true, i => i < plan.Bands.Count ? (plan.Bands[i].Name is { } name ? name + ": " : "") + Then(plan.Bands[i].Then) : null),
            Group("Alerts", assessment.Alerts, isRule: true, i => i < plan.Alerts.Count ? $"{plan.Alerts[i].Name}, {plan.Alerts[i].Severity.ToString().ToLowerInvariant()}" : null),
            Group("Targets", assessment.Targets, isRule: false, _ => null),
        ];
        var hasAge = new[] { assessment.AdvanceWhen, assessment.RollbackWhen, assessment.HoldWhen, assessment.Bands, assessment.Alerts, assessment.Targets }.Any(results => results.Any(result => result.Age is not null));
        return Html.Of($"""
            <section class="panel" id="criteria" data-live aria-labelledby="criteria-title">
            <h2 id="criteria-title">Criteria <span class="detail">judged {Shown.Time(assessment.At, data.Now)}</span></h2>
            {Html.If(assessment.Rollout.Stage < 0, $"<p class=\"detail\">It is in no stage: this is what the first one asks.</p>")}
            {assessment.Warnings.Select(warning => Html.Of($"<p class=\"notice warn\">{Icons.Warning}<span>{Shown.Text(warning)}</span></p>"))}
            {Html.If(groups.Any(group => group.ToString().Length > 0), $"""
                <div class="fr-scroll"><table class="list fr-criteria{(hasAge ? "" : " fr-ageless")}"><caption class="visually-hidden">Criteria of this stage with their readings and verdicts</caption>
                <thead><tr><th scope="col">Verdict</th><th scope="col">Criterion</th><th scope="col" class="number">Reading</th><th scope="col" class="number">Limit</th><th scope="col" class="number">Samples</th><th scope="col">Window</th><th scope="col" class="fr-age">Age</th><th scope="col">Holds since</th></tr></thead>
                {groups}
                </table></div>
                """)}
            {Html.If(groups.All(group => group.ToString().Length == 0), $"<p class=\"detail\">The plan asks for nothing here but time.</p>")}
            </section>
            """);
    }

    private static Html Group(string title, IReadOnlyList<CriterionResult> results, bool isRule, Func<int, string?> note) => Html.If(results.Count > 0, $"""
        <tbody><tr class="fr-group"><th scope="rowgroup" colspan="8">{title}</th></tr>{results.Select((result, i) => Row(result, isRule, note(i)))}</tbody>
        """);

    private static Html Row(CriterionResult result, bool isRule, string? note)
    {
        var words = isRule ? VerdictWords.OfRule(result.Verdict) : VerdictWords.OfDemand(result.Verdict);
        return Html.Of($"""
            <tr>
            <td data-name="Verdict">{words.Show()}</td>
            <th scope="row" data-name="Criterion"><code>{Shown.Text(result.Criterion)}</code>{Html.If(note is not null, $"<span class=\"fr-note\">{Shown.Text(note)}</span>")}<span class="fr-explanation">{Shown.Text(result.Explanation)}</span></th>
            {Cell("Reading", Html.Text(Shown.Reading(result.Value, result.Criterion)), isFigure: true, isKnown: result.Value is not null)}
            {Cell("Limit", Html.Text(Shown.Reading(result.Limit, result.Criterion)), isFigure: true, isKnown: result.Limit is not null)}
            {Cell("Samples", Html.Text(Shown.Number(result.Samples ?? 0)), isFigure: true, isKnown: result.Samples is not null)}
            {Cell("Window", Html.Text(Shown.Duration(result.Window ?? TimeSpan.Zero)), isFigure: false, isKnown: result.Window is not null)}
            {Cell("Age", Html.Text(Shown.Duration(result.Age ?? TimeSpan.Zero)), isFigure: false, isKnown: result.Age is not null, " fr-age")}
            {Cell("Holds since", Words.Moment(result.Since), isFigure: false, isKnown: result.Since is not null)}
            </tr>
            """);
    }

    /// <summary>What is not known has no line of its own on a small screen.</summary>
    private static Html Cell(string name, Html value, bool isFigure, bool isKnown, string kind = "") =>
        Html.Of($"<td data-name=\"{name}\" class=\"{(isFigure ? "number" : "")}{(isKnown ? "" : " fr-unknown")}{kind}\">{(isKnown ? value : Words.Nothing)}</td>");

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
