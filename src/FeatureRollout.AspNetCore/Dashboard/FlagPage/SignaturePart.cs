using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>Approvals and checklists with who gave and ticked them, and the buttons to do so.</summary>
internal static class SignaturePart
{
    /// <summary>Those of one stage, or of the start where <paramref name="stage"/> is null.</summary>
    public static Html Of(
        FlagPageData data, FlagLinks links, string? stage, string forWhat, IReadOnlyList<string> approvals, IReadOnlyList<ChecklistItem> items, bool isOpen)
    {
        if (approvals.Count + items.Count == 0)
        {
            return Html.Empty;
        }

        var may = isOpen && !data.IsMovedElsewhere && data.May(FeatureRolloutRole.Operate);
        return Html.Of($"""
            <ul class="fr-signatures" aria-label="Approvals and checklist for {forWhat}">
            {approvals.Select(name => Approval(data, links, stage, name, may))}
            {items.DistinctBy(item => item.Name, StringComparer.Ordinal).Select(item => Item(data, links, stage, item, may))}
            </ul>
            """);
    }

    private static Html Approval(FlagPageData data, FlagLinks links, string? stage, string name, bool may)
    {
        var given = data.Rollout!.Approvals.FirstOrDefault(each => each.Stage == stage && each.Name == name);
        return given is not null
            ? Done(Html.Of($"{Shown.Text(name)} approved"), given.Actor, given.At, given.Reason, data.Now, Html.Empty)
            : Open(Html.Of($"{Shown.Text(name)} has to approve"), Html.If(may, $"{Button(data, links, "approve", "approval", name, $"Approve as {VisibleText.Of(name)}", "Approve")}"));
    }

    private static Html Item(FlagPageData data, FlagLinks links, string? stage, ChecklistItem item, bool may)
    {
        var tick = data.Rollout!.Ticks.FirstOrDefault(each => each.Stage == stage && each.Item == item.Name);
        var words = Html.Of($"{Shown.Text(item.Name)}{Html.If(item.Owner is not null, $" <span class=\"detail\">{Shown.Text(item.Owner)}</span>")}{Html.If(!item.Required, $" <span class=\"detail\">optional</span>")}");
        return tick is not null
            ? Done(words, tick.Actor, tick.At, null, data.Now, Html.If(may, $"{Button(data, links, "untick", "item", item.Name, $"Untick {VisibleText.Of(item.Name)}", "Untick")}"))
            : Open(words, Html.If(may, $"{Button(data, links, "tick", "item", item.Name, $"Tick {VisibleText.Of(item.Name)}", "Tick")}"));
    }

    private static Html Done(Html words, string actor, DateTimeOffset at, string? reason, DateTimeOffset now, Html button) => Html.Of(
        $"<li class=\"is-done\">{Icons.Check}<span>{words}<span class=\"detail fr-by\">{Shown.Text(actor)}, {Shown.Time(at, now)}{Html.If(reason is not null, $": {Shown.Text(reason)}")}</span></span>{button}</li>");

    private static Html Open(Html words, Html button) => Html.Of($"<li class=\"is-open\">{Icons.Off}<span>{words}</span>{button}</li>");

    private static Html Button(FlagPageData data, FlagLinks links, string action, string field, string value, string label, string text) => Html.Of($"""
        <form method="post" action="{links.Action(action)}">{links.Antiforgery}<input type="hidden" name="version" value="{data.Flag.OwnVersion}"><input type="hidden" name="{field}" value="{value}"><button class="quiet" aria-label="{label}">{text}</button></form>
        """);
}
