using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>What the pages show of one customer.</summary>
internal static class CustomerView
{
    /// <summary>Each flag's answer with its steps, and the forms for those who may use them.</summary>
    public static async Task<Html> AnswersAsync(HttpContext context, Caller caller, DashboardParts parts, CustomerQuestion question)
    {
        var flags = await parts.Manager.ListFlagsAsync(context.RequestAborted).ConfigureAwait(false);
        var asked = question.ToContext();
        var answers = flags.Select(flag => (Flag: flag, Explanation: parts.Flags.Explain(flag.Key, asked))).ToList();
        return Html.Of($"""
            <section class="panel flush" aria-labelledby="answers-title">
            <div class="panel-head"><h2 id="answers-title">Answers for <code class="id">{VisibleText.Marked(question.CustomerId)}</code></h2>
            <p class="detail">{answers.Count(answer => answer.Explanation.Evaluation.Enabled)} of {answers.Count} flags are on, as this process answers now.</p></div>
            {(answers.Count == 0 ? Html.Of($"<div class=\"empty\"><h2>No flags yet</h2><p>Once there are some, their answers for this customer stand here.</p></div>") : Table(context, caller, parts, question, answers))}
            </section>
            {Html.If(caller.May(FeatureRolloutRole.Administer), $"{Erasing(context, parts, question)}")}
            """);
    }

    /// <summary>What an erasure found.</summary>
    public static Html Erased(HttpContext context, DashboardParts parts, CustomerErasure erasure) => Html.Of($"""
        <div class="head" data-still><div><h1>The customer is erased</h1><p>Past events have <code>{VisibleText.Marked(erasure.Replacement)}</code> in the place of the id.</p></div></div>
        <section class="panel"><h2>What was found</h2>
        <dl class="facts">
        <dt>Flags and rollouts</dt><dd>{(erasure.Keys.Count == 0 ? Html.Of($"none held the id") : VisibleText.Marked(string.Join(", ", erasure.Keys)))}</dd>
        <dt>Events and errors</dt><dd>{Words.Count(erasure.Records)}</dd>
        </dl></section>
        {Html.If(erasure.LeftInDefinitions.Count > 0, $"""
        <section class="panel"><h2>Still named in files</h2><p>People own these; take the id out of them by hand.</p><ul class="lines">{erasure.LeftInDefinitions.Select(place => Html.Of($"<li><code>{VisibleText.Marked(place)}</code></li>"))}</ul></section>
        """)}
        <p><a class="button" href="{parts.Frame.PathOf(context, "customers")}">Another customer</a></p>
        """);

    private static Html Table(
        HttpContext context, Caller caller, DashboardParts parts, CustomerQuestion question, List<(FlagOverview Flag, FlagExplanation Explanation)> answers) => Html.Of($"""
        <table class="list answers"><caption class="visually-hidden">Answers for this customer</caption>
        <thead><tr><th scope="col">Flag</th><th scope="col">Answer</th><th scope="col">Why</th>{Html.If(caller.May(FeatureRolloutRole.Operate), $"<th scope=\"col\">Fixed answer</th>")}</tr></thead>
        <tbody>{answers.Select((answer, at) => Row(context, caller, parts, question, answer.Flag, answer.Explanation, at))}</tbody>
        </table>
        """);

    private static Html Row(
        HttpContext context, Caller caller, DashboardParts parts, CustomerQuestion question, FlagOverview flag, FlagExplanation explanation, int at)
    {
        var answer = explanation.Evaluation;
        return Html.Of($"""
            <tr>
            <th scope="row"><a class="flag-key" href="{parts.Frame.PathOf(context, "flags", flag.Key)}">{VisibleText.Marked(flag.Key)}</a></th>
            <td data-name="Answer">{(answer.Enabled ? Words.Badge("good", Icons.On, "On") : Words.Badge("calm", Icons.Off, "Off"))}{Html.If(answer.Variant is not null, $"<span class=\"detail\">variant {VisibleText.Marked(answer.Variant)}</span>")}</td>
            <td data-name="Why"><div>{Words.Reason(answer.Reason)}<details class="steps"><summary>{Decided(explanation)}</summary><ol>{explanation.Steps.Select(Step)}</ol></details></div></td>
            {Html.If(caller.May(FeatureRolloutRole.Operate), $"<td data-name=\"Fixed answer\">{Fixing(context, parts, question, flag, at)}</td>")}
            </tr>
            """);
    }

    private static Html Decided(FlagExplanation explanation) => explanation.Steps.LastOrDefault(step => step.Decided) is { } decided
        ? VisibleText.Marked(decided.Detail)
        : Html.Of($"{explanation.Steps.Count} steps");

    private static Html Step(ExplanationStep step) => Html.Of(
        $"<li{Html.If(step.Decided, $" class=\"decided\"")}><span class=\"step-name\">{VisibleText.Marked(step.Name)}</span> <span>{VisibleText.Marked(step.Detail)}{Html.If(step.Layer is not null, $" <span class=\"chip\">{VisibleText.Marked(step.Layer)}</span>")}{Html.If(step.Decided, $" <span class=\"chip\">decided</span>")}</span></li>");

    private static Html Fixing(HttpContext context, DashboardParts parts, CustomerQuestion question, FlagOverview flag, int at)
    {
        FlagOverride? standing = null;
        _ = flag.State?.Overrides?.TryGetValue(question.CustomerId, out standing);
        var action = parts.Frame.PathOf(context, "customers", "fix");
        return Html.Of($"""
            <div>{(standing is null ? Html.Empty : Html.Of($"""
            <form class="inline" method="post" action="{action}">{parts.Frame.Antiforgery(context)}{question.Fields()}<input type="hidden" name="flag" value="{Html.Value(flag.Key)}"><input type="hidden" name="answer" value="remove">
            <span class="detail">{(standing.Enabled ? "On" : "Off")} by {VisibleText.Marked(standing.Actor)}{Html.If(standing.Reason is not null, $": {VisibleText.Marked(standing.Reason)}")}{Html.If(standing.Until is not null, $", until {Words.Moment(standing.Until)}")}</span>
            <button aria-label="Remove the fixed answer of {flag.Key}">Remove</button></form>
            """))}
            <details class="fix"><summary>{(standing is null ? "Fix" : "Change")}<span class="visually-hidden"> the answer of {flag.Key}</span></summary>
            <form class="stack" method="post" action="{action}">{parts.Frame.Antiforgery(context)}{question.Fields()}<input type="hidden" name="flag" value="{Html.Value(flag.Key)}">
            <div class="field"><label for="answer-{at}">Answer</label><select id="answer-{at}" name="answer"><option value="on">On</option><option value="off">Off</option></select></div>
            <div class="field"><label for="reason-{at}">Reason</label><input id="reason-{at}" name="reason" required maxlength="500" autocomplete="off"></div>
            <div class="field"><label for="until-{at}">Until, UTC (optional)</label><input id="until-{at}" name="until" type="datetime-local"></div>
            <button class="primary">Fix it</button>
            </form></details></div>
            """);
    }

    private static Html Erasing(HttpContext context, DashboardParts parts, CustomerQuestion question) => Html.Of($"""
        <details class="panel erase"><summary>Erase this customer</summary>
        <p>Takes the id out of fixed answers, lists, recorded errors and past events. This cannot be undone.</p>
        <form class="stack" method="post" action="{parts.Frame.PathOf(context, "customers", "erase")}">
        {parts.Frame.Antiforgery(context)}{question.Fields()}
        <div class="field"><label for="confirm">Type the id to confirm</label><input id="confirm" name="confirm" required autocomplete="off" spellcheck="false"></div>
        <div class="field"><label for="erase-reason">Reason (without the id)</label><input id="erase-reason" name="reason" required maxlength="500" autocomplete="off"></div>
        <button class="danger primary">Erase for good</button>
        </form></details>
        """);
}
