using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>The buttons, with what stands before the next stage beside them. Who may only read sees what stands, and no button.</summary>
internal static class ActionsPart
{
    public static Html Of(FlagPageData data, FlagLinks links)
    {
        var actions = FlagActions.All.Where(action => action.Place != ActionPlace.Elsewhere && action.IsFor(data)).ToArray();
        var unmet = data.Rollout is null || data.IsMovedElsewhere ? [] : data.Assessment?.Unmet ?? [];
        if (actions.Length + unmet.Count == 0)
        {
            return Html.Empty;
        }

        Html[] shown = [.. actions.Where(action => action.Place != ActionPlace.More).Select(action => Button(action, data, links, unmet.Count > 0))];
        Html[] more = [.. actions.Where(action => action.Place == ActionPlace.More).Select(action => Link(action, data, links, "quiet"))];
        return Html.Of($"""
            <section class="panel fr-actions" id="actions" data-live aria-label="Actions">
            {Html.If(shown.Length + more.Length > 0, $"<div class=\"buttons\">{shown}{Html.If(more.Length > 0, $"<details class=\"fr-more\" id=\"more-actions\"><summary class=\"button quiet\">More</summary><div class=\"fr-more-list\">{more}</div></details>")}</div>")}
            {(unmet.Count > 0 ? Unmet(data, links, unmet) : Html.Empty)}
            </section>
            """);
    }

    private static Html Button(FlagAction action, FlagPageData data, FlagLinks links, bool isHindered) =>
        isHindered && action.Name is ("start" or "advance")
            ? Html.Of($"<button type=\"button\" class=\"primary\" disabled aria-describedby=\"unmet\">{LabelOf(action, data)}</button>")
            : Link(action, data, links, action.Place switch { ActionPlace.Main => "primary", ActionPlace.Danger => "danger", _ => "" });

    private static Html Link(FlagAction action, FlagPageData data, FlagLinks links, string kind) =>
        Html.Of($"<a class=\"button {kind}\" href=\"{links.Confirm(action.Name)}\" data-dialog>{LabelOf(action, data)}</a>");

    private static string LabelOf(FlagAction action, FlagPageData data) =>
        action.Name == "advance" && FlagActions.IsLast(data) ? "Complete"
        : action.Name == "start" && data.Rollout?.Status == RolloutStatus.RolledBack ? "Start again"
        : action.Label;

    private static Html Unmet(FlagPageData data, FlagLinks links, IReadOnlyList<string> unmet)
    {
        var before = data.Rollout!.Stage < 0 ? "the start" : FlagActions.IsLast(data) ? "the end" : $"“{VisibleText.Of(data.Rollout.Plan.Stages[data.Rollout.Stage + 1].Name)}”";
        var force = FlagActions.All.FirstOrDefault(action => action.Forces && action.IsFor(data));
        return Html.Of($"""
            <div class="fr-unmet" id="unmet">
            <p class="fr-unmet-title">{Icons.Hold}<span>What still stands before {before}</span></p>
            <ul>{unmet.Select(each => Html.Of($"<li>{Shown.Text(each)}</li>"))}</ul>
            {Html.If(force is not null, $"<p><a class=\"button quiet\" href=\"{links.Confirm(force?.Name ?? "")}\" data-dialog>{force?.Label}…</a></p>")}
            </div>
            """);
    }
}
