using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>The buttons. Who may only read sees none.</summary>
internal static class ActionsPart
{
    public static Html Of(FlagPageData data, FlagLinks links)
    {
        var actions = FlagActions.All.Where(action => action.Place != ActionPlace.Elsewhere && action.IsFor(data)).ToArray();
        var unmet = UnmetPart.Of(data);
        if (actions.Length == 0)
        {
            return Html.Empty;
        }

        Html[] shown = [.. actions.Where(action => action.Place != ActionPlace.More).Select(action => Button(action, data, links, unmet.Count > 0))];
        Html[] more = [.. actions.Where(action => action.Place == ActionPlace.More).Select(action => Link(action, data, links, "quiet"))];
        return Html.Of($"""
            <section class="panel fr-actions" id="actions" data-live aria-label="Actions">
            <div class="buttons">{shown}{Forced(data, links, unmet.Count > 0)}{Html.If(more.Length > 0, $"<details class=\"fr-more\" id=\"more-actions\"><summary class=\"button quiet\">More</summary><div class=\"fr-more-list\">{more}</div></details>")}</div>
            </section>
            """);
    }

    private static Html Button(FlagAction action, FlagPageData data, FlagLinks links, bool isHindered) =>
        isHindered && action.Name is ("start" or "advance")
            ? Html.Of($"<button type=\"button\" class=\"primary\" disabled aria-describedby=\"unmet\">{LabelOf(action, data)}</button>")
            : Link(action, data, links, action.Place switch { ActionPlace.Main => "primary", ActionPlace.Danger => "danger", _ => "" });

    private static Html Link(FlagAction action, FlagPageData data, FlagLinks links, string kind) =>
        Html.Of($"<a class=\"button {kind}\" href=\"{links.Confirm(action.Name)}\" data-dialog>{LabelOf(action, data)}</a>");

    /// <summary>The step in spite of what still stands; the ladder lists that.</summary>
    private static Html Forced(FlagPageData data, FlagLinks links, bool isHindered) =>
        isHindered && FlagActions.All.FirstOrDefault(action => action.Forces && action.IsFor(data)) is { } force
            ? Html.Of($"<a class=\"button quiet\" href=\"{links.Confirm(force.Name)}\" data-dialog>{force.Label}…</a>")
            : Html.Empty;

    private static string LabelOf(FlagAction action, FlagPageData data) =>
        action.Name == "advance" && FlagActions.IsLast(data) ? "Complete"
        : action.Name == "start" && data.Rollout?.Status == RolloutStatus.RolledBack ? "Start again"
        : action.Label;
}
