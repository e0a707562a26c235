namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>The page, or dialog, that asks before something is done: what happens, who is touched, and why it is wanted.</summary>
internal static class ConfirmPart
{
    /// <summary>The form.</summary>
    /// <param name="action">What is to be done.</param>
    /// <param name="data">Where the flag stands.</param>
    /// <param name="links">Where it leads to.</param>
    /// <param name="filled">What was typed before, which is kept.</param>
    /// <param name="trouble">Why it was not done at the first attempt; nothing for the first.</param>
    public static Html Of(FlagAction action, FlagPageData data, FlagLinks links, IReadOnlyDictionary<string, string> filled, Html trouble = default)
    {
        var needsReason = action.Lowers || action.Forces || action.NeedsReason;
        return Html.Of($"""
            <section class="panel fr-confirm">
            <h1>{action.Label}: {Shown.Text(data.Flag.Key)}</h1>
            {trouble}
            <p>{action.Says}</p>
            <dl class="facts">
            <dt>Now</dt><dd>{Words.StateBadge(data.Flag)} {Reached.Sentence(data.Flag)}{Html.If(data.Rollout?.StageName is not null, $", stage {Shown.Text(data.Rollout?.StageName)}")}</dd>
            <dt>Version</dt><dd>{data.Flag.OwnVersion}{Html.If(data.Flag.ChangedAt is not null, $", changed {Words.Moment(data.Flag.ChangedAt)}")}</dd>
            {Html.If(action.Lowers, $"{Touched(data, links)}")}
            </dl>
            {Html.If(action.Forces, $"{Unmet(data)}")}
            <form class="stack" method="post" action="{links.Action(action.Name)}">
            {links.Antiforgery}<input type="hidden" name="version" value="{data.Flag.OwnVersion}">
            {FieldsPart.Of(action, data, filled)}
            <div class="field"><label for="reason">Why{Html.If(!needsReason, $" <span class=\"detail\">if you like</span>")}</label>
            <textarea id="reason" name="reason" rows="2" maxlength="1000"{Html.If(needsReason, $" required")} autocomplete="off">{filled.GetValueOrDefault("reason")}</textarea>
            <p class="detail">It stands in the audit with your name.</p></div>
            <div class="buttons"><button class="primary{(action.Lowers ? " danger" : "")}">{action.Label}</button><a class="button" href="{links.Page}" data-cancel>Cancel</a></div>
            </form>
            </section>
            """);
    }

    /// <summary>What happened between the version that was seen and the present one.</summary>
    public static Html Meanwhile(FlagPageData data, long seen) => Html.Of($"""
        <div class="notice warn" role="alert">{Icons.Warning}<div>
        <p><b>Somebody else has changed it meanwhile.</b> Nothing of yours was done. Look at what happened, and send it again if it is still right.</p>
        {EventsPart.List((data.Events ?? []).Where(happened => happened.Key == data.Flag.Key && happened.Version > seen).Take(10), data.Now)}
        </div></div>
        """);

    /// <summary>Why it was refused.</summary>
    public static Html Refused(string message, IReadOnlyList<string> unmet)
    {
        // The exception's message repeats what is not met; the list says it better.
        var first = unmet.Count > 0 && message.IndexOf(unmet[0], StringComparison.Ordinal) is > 0 and var at ? message[..at].TrimEnd() : message;
        return Html.Of($"""
            <div class="notice bad" role="alert">{Icons.Warning}<div>
            <p><b>It was not done.</b> {Shown.Text(first)}</p>
            {Html.If(unmet.Count > 0, $"<ul class=\"fr-list\">{unmet.Select(each => Html.Of($"<li>{Shown.Text(each)}</li>"))}</ul>")}
            </div></div>
            """);
    }

    private static Html Touched(FlagPageData data, FlagLinks links)
    {
        var stats = data.Flag.Statistics;
        var others = data.Dependants;
        return Html.Of($"""
            <dt>Customers touched</dt><dd><b>{Shown.About(stats.EnabledCustomers, stats.EnabledCustomersRelativeError)}</b> <span class="detail">an estimate of those it was on for in this process</span></dd>
            <dt>Flags touched</dt><dd>{(others.Count == 0 ? Html.Of($"no other flag requires it") : Html.Of($"<span class=\"chips\">{others.Select(other => Html.Of($"<a class=\"chip\" href=\"{links.Flag(other)}\">{Shown.Text(other)}</a>"))}</span> <span class=\"detail\">{(others.Count == 1 ? "requires" : "require")} it, and can be on only where it is</span>"))}</dd>
            {Html.If(data.Rollout is { Flags.Count: > 1 }, $"<dt>Moved together</dt><dd>{Shown.Text(string.Join(", ", data.Rollout?.Flags ?? []))}</dd>")}
            {Html.If(data.Fleet is not null, $"<dt>Processes</dt><dd>{data.Fleet?.Processes.Count ?? 0}</dd>")}
            {Html.If(data.Flag.Definition.Message is not null, $"<dt>Users are told</dt><dd><q>{Shown.Text(data.Flag.Definition.Message)}</q></dd>")}
            """);
    }

    private static Html Unmet(FlagPageData data) => Html.Of($"""
        <div class="notice warn">{Icons.Warning}<div><p><b>Not met</b></p><ul class="fr-list">{(data.Assessment?.Unmet ?? []).Select(each => Html.Of($"<li>{Shown.Text(each)}</li>"))}</ul></div></div>
        """);
}
