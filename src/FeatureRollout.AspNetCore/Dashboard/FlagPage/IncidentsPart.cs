namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>What went wrong and was reported by hand, open ones first.</summary>
internal static class IncidentsPart
{
    private const int MostResolved = 5;

    public static Html Of(FlagPageData data, FlagLinks links)
    {
        var incidents = data.Rollout?.Incidents ?? [];
        if (incidents.Count == 0)
        {
            return Html.Empty;
        }

        var may = data.May(FeatureRolloutRole.Operate) && !data.IsMovedElsewhere;
        var resolved = incidents.Where(incident => incident.ResolvedAt is not null).OrderByDescending(incident => incident.ResolvedAt).Take(MostResolved);
        return Html.Of($"""
            <section class="panel" id="incidents" data-live aria-labelledby="incidents-title">
            <h2 id="incidents-title">Incidents</h2>
            <ul class="fr-signatures">
            {incidents.Where(incident => incident.ResolvedAt is null).Select(incident => Open(incident, data, links, may))}
            {resolved.Select(incident => Html.Of($"<li class=\"is-done\">{Icons.Check}<span>{Shown.Text(incident.Severity)}: {Shown.Text(incident.Text)}<span class=\"detail fr-by\">resolved by {Shown.Text(incident.ResolvedBy)}, {Words.Moment(incident.ResolvedAt)}</span></span></li>"))}
            </ul>
            </section>
            """);
    }

    private static Html Open(RolloutIncident incident, FlagPageData data, FlagLinks links, bool may) => Html.Of($"""
        <li class="is-bad">{Icons.Warning}<span><b>{Shown.Text(incident.Severity)}</b>: {Shown.Text(incident.Text)}<span class="detail fr-by">{Shown.Text(incident.ReportedBy)}, {Words.Moment(incident.ReportedAt)}</span></span>
        {Html.If(may, $"<form method=\"post\" action=\"{links.Action("resolve-incident")}\">{links.Antiforgery}<input type=\"hidden\" name=\"version\" value=\"{data.Flag.OwnVersion}\"><input type=\"hidden\" name=\"id\" value=\"{incident.Id}\"><button class=\"quiet\" aria-label=\"Resolve {VisibleText.Of(incident.Id)}\">Resolve</button></form>")}</li>
        """);
}
