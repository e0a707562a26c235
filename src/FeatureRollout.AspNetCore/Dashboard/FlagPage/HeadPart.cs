using FeatureRollout.Flags;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>The head of the page: which flag, where it stands, since when, what comes next, and who serves it.</summary>
internal static class HeadPart
{
    /// <summary>So many rules stand here; all of them stand below.</summary>
    private const int MostRules = 3;

    public static Html Of(FlagPageData data, FlagLinks links)
    {
        var flag = data.Flag;
        return Html.Of($"""
            <header class="fr-head" id="head" data-live>
            <p class="fr-crumbs"><a href="{links.AllFlags}"><span aria-hidden="true">← </span>All flags</a></p>
            <div class="fr-head-row">
            <h1>{Shown.Text(flag.Key)}</h1>
            {Words.StateBadge(flag)}{Html.If(data.Rollout?.Drill is not null, $"{Words.Badge("warn", Icons.Warning, "In a drill")}")}
            </div>
            {Html.If(data.Done is not null, $"<p class=\"notice good\" role=\"status\">{Icons.Check}<span>{data.Done}</span></p>")}
            <div class="fr-standing">
            <p class="fr-percentage"><span>{Number(flag)}</span><small>{Reached.OfWhom(flag)}</small></p>
            <dl class="fr-facts">
            {Stage(data)}
            {Fact("Off because", flag.Reach.BlockedBy is { } required ? Html.Of($"it requires <a href=\"{links.Flag(required)}\">{Shown.Text(required)}</a>, which is off for everybody") : Html.Empty)}
            {Fact("Lets in", LetsIn(flag))}
            {Fact("Next", Next(data))}
            {Fact("Served", Served(data, links))}
            {Fact("Why", data.Rollout?.Reason is { } reason ? Shown.Text(reason) : Html.Empty)}
            {Fact("Killed by", Html.Text(string.Join(", ", flag.KilledBy.Select(VisibleText.Of))))}
            {Fact("Held until", data.Rollout?.HeldUntil is { } held ? Html.Of($"{Shown.Time(held, data.Now)}, {Shown.Ago(held, data.Now)}") : Html.Empty)}
            </dl>
            </div>
            {Notes(data, links)}
            </header>
            """);
    }

    private static Html Number(FlagOverview flag) => Reached.IsOpen(flag)
        ? Html.Of($"<b>Some</b>")
        : Html.Of($"<b>{Reached.PercentageOf(flag).ToString().TrimEnd('%', ' ')}</b> %");

    /// <summary>How the shares are spread, where the number does not say it.</summary>
    private static Html LetsIn(FlagOverview flag)
    {
        var rules = flag.Definition.Rules ?? [];
        if (!Reached.IsOpen(flag) && !Reached.HasRulesFirst(flag))
        {
            return Html.Empty;
        }

        return ReachText.Has(flag.Reach, ReachWays.Rules) && rules.Count > 0
            ? Html.Of($"<ul class=\"lines\">{Html.If(ReachText.Has(flag.Reach, ReachWays.Names), $"<li>those named</li>")}{rules.Take(MostRules).Select(rule => Html.Of($"<li>{rule.Percentage.ToString()} when <code>{Shown.Text(rule.When.Text)}</code></li>"))}{Html.If(rules.Count > MostRules, $"<li class=\"detail\">and {Shown.Number(rules.Count - MostRules)} more rules</li>")}{Html.If(!Reached.IsOpen(flag), $"<li>{flag.Percentage.ToString()} of the others</li>")}</ul>")
            : Html.Text("those named");
    }

    private static Html Fact(string name, Html value) => Html.If(value.ToString().Length > 0, $"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static Html Stage(FlagPageData data)
    {
        if (data.Rollout is not { } rollout)
        {
            return Fact("Changed", data.Flag.ChangedAt is { } at ? Words.Moment(at) : Html.Text("never by hand"));
        }

        if (Standing.StageOf(rollout) is not { } stage)
        {
            return Fact("Stage", Html.Of($"none of {rollout.Plan.Stages.Count}"));
        }

        var steps = stage.Steps.Count > 1 ? $", step {Shown.Number(rollout.Step + 1)} of {Shown.Number(stage.Steps.Count)}" : "";
        var hand = rollout.PercentageByHand is { } percentage ? $", {percentage} set by hand" : "";
        var since = rollout.StageSince is { } begun ? Html.Of($" since {Words.Moment(begun)}") : Html.Empty;
        return Fact("Stage", Html.Of($"<b>{Shown.Text(stage.Name)}</b>, {rollout.Stage + 1} of {rollout.Plan.Stages.Count}{steps}{hand}{since}"));
    }

    private static Html Next(FlagPageData data) => data switch
    {
        { Assessment.Next: { } next } => Shown.Text(next),
        { Rollout: null, Flag.PlannedAlong: { } plan } => Html.Of($"Planned along {Shown.Text(plan)}; waits to be started."),
        _ => Html.Empty,
    };

    private static Html Served(FlagPageData data, FlagLinks links)
    {
        if (data.Fleet is not { } fleet)
        {
            return Html.Empty;
        }

        return fleet.Since is { } since
            ? Html.Of($"<span class=\"health good\">{Icons.Check}<span>{Shown.Text(fleet.Standing)} everywhere since {Shown.Time(since, data.Now)}, <a href=\"{links.Fleet}\">{fleet.Serving} of {fleet.Processes.Count}</a></span></span>")
            : Html.Of($"<span class=\"health calm\">{Icons.Question}<span>{Shown.Text(fleet.Standing)} not yet everywhere, <a href=\"{links.Fleet}\">{fleet.Serving} of {fleet.Processes.Count}</a></span></span>");
    }

    private static Html Notes(FlagPageData data, FlagLinks links)
    {
        var flag = data.Flag;
        var definition = flag.Definition;
        List<Html> notes = [];
        if (data.IsMovedElsewhere)
        {
            notes.Add(Html.Of($"<p class=\"fr-note-line\">Moved by the rollout of <a href=\"{links.Flag(data.Rollout!.Key)}\">{Shown.Text(data.Rollout.Key)}</a>: what moves it is done there.</p>"));
        }

        if (data.Rollout is { ObserveOnly: true } observed)
        {
            notes.Add(Html.Of($"<p class=\"notice warn\">{Icons.Warning}<span>Observed only: the controller records what it would do.{Html.If(observed.WouldHave is not null, $" Last it would have: {Shown.Text(observed.WouldHave)}.")}</span></p>"));
        }

        if (definition.Message is { } message && (flag.KilledBy.Count > 0 || data.Rollout?.Status is RolloutStatus.Killed or RolloutStatus.RolledBack || flag.Reach.Who == Reach.Nobody))
        {
            notes.Add(Html.Of($"<p class=\"fr-banner\">Users are told: <q>{Shown.Text(message)}</q></p>"));
        }

        notes.AddRange(data.Rollout?.Alerts.Select(alert => Html.Of($"<p class=\"notice bad\">{Icons.Warning}<span>Alert {Shown.Text(alert.Name)} fires since {Words.Moment(alert.Since)}.</span></p>")) ?? []);
        notes.AddRange(flag.Marks.Select(mark => Html.Of($"<p class=\"notice warn\">{Icons.Warning}<span>{Shown.Text(mark.Text)}</span></p>")));
        return Html.Join(notes);
    }
}
