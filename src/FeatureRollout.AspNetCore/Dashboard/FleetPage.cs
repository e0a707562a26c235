using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>Which processes serve which of the latest changes.</summary>
internal static class FleetPage
{
    private const int Latest = 12;

    public static async Task ShowAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var flags = await parts.Manager.ListFlagsAsync(context.RequestAborted).ConfigureAwait(false);
        var changed = flags.Where(flag => flag.ChangedAt is not null).OrderByDescending(flag => flag.ChangedAt).Take(Latest).ToList();
        var standings = new List<(FlagOverview Flag, FleetStatus Status)>(changed.Count);
        foreach (var flag in changed)
        {
            standings.Add((flag, await parts.Manager.GetFleetStatusAsync(flag.Key, context.RequestAborted).ConfigureAwait(false)));
        }

        await parts.Frame.WriteAsync(context, caller, "Fleet", Html.Of($"""
            <div class="head"><div><h1>Fleet</h1><p>Which processes serve the latest changes. A process that cannot reach the store goes on serving what it has, and is not listed for long.</p></div></div>
            <div class="stacked" id="fleet" data-live>
            {(standings.Count == 0 ? Empty : Html.Of($"{Processes(standings)}{Changes(context, parts, standings)}"))}
            </div>
            """)).ConfigureAwait(false);
    }

    private static Html Processes(List<(FlagOverview Flag, FleetStatus Status)> standings)
    {
        var processes = standings
            .SelectMany(standing => standing.Status.Processes)
            .GroupBy(process => process.Name, StringComparer.Ordinal)
            .OrderBy(process => process.Key, StringComparer.Ordinal)
            .ToList();
        return Html.Of($"""
            <section class="panel flush" aria-labelledby="processes-title">
            <div class="panel-head"><h2 id="processes-title">Processes</h2></div>
            {(processes.Count == 0 ? Html.Of($"<p class=\"empty\">No process has told the store what it serves yet; each does so every few seconds.</p>") : Html.Of($"""
            <table class="list"><caption class="visually-hidden">Processes</caption>
            <thead><tr><th scope="col">Process</th><th scope="col">Seen</th><th scope="col">Latest changes</th></tr></thead>
            <tbody>{processes.Select(Process)}</tbody>
            </table>
            """))}
            </section>
            """);
    }

    private static Html Process(IGrouping<string, FleetMember> process) => Html.Of($"""
        <tr><th scope="row"><code>{VisibleText.Marked(process.Key)}</code></th><td data-name="Seen">{Words.Moment(process.Max(seen => seen.SeenAt))}</td><td data-name="Latest changes">{Serves(process.Count(seen => seen.Since is not null), process.Count())}</td></tr>
        """);

    private static Html Changes(HttpContext context, DashboardParts parts, List<(FlagOverview Flag, FleetStatus Status)> standings) => Html.Of($"""
        <section class="panel flush" aria-labelledby="changes-title">
        <div class="panel-head"><h2 id="changes-title">Latest changes</h2></div>
        <table class="list"><caption class="visually-hidden">Latest changes</caption>
        <thead><tr><th scope="col">Flag</th><th scope="col">Stands at</th><th scope="col">Changed</th><th scope="col">Served by</th><th scope="col">Not yet by</th></tr></thead>
        <tbody>{standings.Select(standing => Change(context, parts, standing.Flag, standing.Status))}</tbody>
        </table>
        </section>
        """);

    private static Html Change(HttpContext context, DashboardParts parts, FlagOverview flag, FleetStatus status)
    {
        var late = status.Processes.Where(process => process.Since is null).Select(process => process.Name).ToList();
        return Html.Of($"""
            <tr><th scope="row"><a class="flag-key" href="{parts.Frame.PathOf(context, "flags", flag.Key)}">{VisibleText.Marked(flag.Key)}</a><span class="detail">version {flag.Version}</span></th>
            <td data-name="Stands at">{VisibleText.Marked(status.Standing)}</td>
            <td data-name="Changed">{Words.Moment(flag.ChangedAt)}</td>
            <td data-name="Served by">{Serves(status.Serving, status.Processes.Count)}{Html.If(status.Since is not null, $"<span class=\"detail\">everywhere since {Words.Moment(status.Since)}</span>")}</td>
            <td data-name="Not yet by">{(late.Count == 0 ? Words.Nothing : Html.Of($"<code>{VisibleText.Marked(string.Join(", ", late.Take(5)))}</code>{Html.If(late.Count > 5, $" and {late.Count - 5} more")}"))}</td></tr>
            """);
    }

    private static Html Serves(int serving, int all) => all == 0
        ? Words.Badge("calm", Icons.Question, "Not known yet")
        : serving == all
        ? Words.Badge("good", Icons.Check, $"{serving} of {all}")
        : Words.Badge("warn", Icons.Hold, $"{serving} of {all}");

    private static readonly Html Empty = Html.Of($"""
        <section class="panel empty"><h2>Nothing has been changed yet</h2><p>As soon as somebody moves a flag, each process that serves the change is listed here.</p></section>
        """);
}
