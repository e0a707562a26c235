using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>All flags: how many do well, and each with state, share, stage, health and marks.</summary>
internal static class OverviewPage
{
    public static async Task ShowAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var flags = await parts.Manager.ListFlagsAsync(context.RequestAborted).ConfigureAwait(false);
        var filter = FlagFilter.Of(context.Request.Query);
        var shown = flags.Where(filter.Takes).OrderBy(Rank).ThenBy(flag => flag.Key, StringComparer.Ordinal).ToList();
        await parts.Frame.WriteAsync(context, caller, "Flags", Html.Of($"""
            <div class="head"><h1>Flags</h1></div>
            {Tiles(context, parts, flags)}
            {Filters(context, parts, filter)}
            <p class="visually-hidden" id="found" role="status" data-live>{Found(shown.Count, flags.Count)}</p>
            <section class="panel flush" id="flags" data-live aria-label="Flags">
            {(flags.Count == 0 ? NoFlags : shown.Count == 0 ? NoneFits(context, parts) : Table(context, parts, shown, flags.Count))}
            </section>
            {Unknown(context, parts)}
            """)).ConfigureAwait(false);
    }

    /// <summary>What needs somebody comes first, then what moves.</summary>
    private static int Rank(FlagOverview flag) => flag switch
    {
        { Health: FlagHealth.Attention } => 0,
        { Health: FlagHealth.Off } => 1,
        { Rollout.Status: RolloutStatus.Running or RolloutStatus.Held } => 2,
        { Rollout.Status: RolloutStatus.Draft } => 3,
        _ => 4,
    };

    private static Html Tiles(HttpContext context, DashboardParts parts, IReadOnlyList<FlagOverview> flags)
    {
        var all = parts.Frame.PathOf(context);
        return Html.Of($"""
            <section class="tiles" id="tiles" data-live aria-label="Summary">
            {Tile(all, "?state=Running", "live", Icons.Play, "Running", flags.Count(flag => flag.Rollout?.Status == RolloutStatus.Running))}
            {Tile(all, "?show=attention", "warn", Icons.Warning, "Need attention", flags.Count(flag => flag.Health == FlagHealth.Attention))}
            {Tile(all, "?show=off", "bad", Icons.Kill, "Rolled back or killed", flags.Count(flag => flag.Health == FlagHealth.Off))}
            {Tile(all, "?show=stale", "calm", Icons.Clock, "Expired, finished or unread", flags.Count(FlagFilter.IsStale))}
            {Tile(all, "", "calm", Icons.On, "Flags in all", flags.Count)}
            </section>
            """);
    }

    private static Html Tile(Html all, string query, string tone, Html icon, string name, int count) => Html.Of(
        $"<a class=\"tile {(count == 0 ? "calm" : tone)}\" href=\"{all}{query}\"><span class=\"tile-number\">{count}</span><span class=\"tile-name\">{icon}<span>{name}</span></span></a>");

    private static Html Filters(HttpContext context, DashboardParts parts, FlagFilter filter) => Html.Of($"""
        <form class="filters" method="get" action="{parts.Frame.PathOf(context)}" role="search" aria-label="Filter flags" data-filter>
        <div class="field wide"><label for="q">Find</label><input id="q" name="q" type="search" value="{Html.Value(filter.Text)}" placeholder="Flag, owner, stage or plan" autocomplete="off" spellcheck="false"></div>
        <div class="field"><label for="state">State</label><select id="state" name="state"><option value="">Any</option>{FlagFilter.States.Select(state => Option(state, state, filter.State))}</select></div>
        <div class="field"><label for="show">Show</label><select id="show" name="show"><option value="">Everything</option>{Option(FlagFilter.Attention, "Needs attention", filter.Show)}{Option(FlagFilter.Stopped, "Rolled back or killed", filter.Show)}{Option(FlagFilter.Stale, "Expired, finished or unread", filter.Show)}</select></div>
        <button>Filter</button>
        </form>
        """);

    private static Html Option(string value, string name, string chosen) =>
        Html.Of($"<option value=\"{value}\"{Html.If(string.Equals(value, chosen, StringComparison.Ordinal), $" selected")}>{name}</option>");

    private static Html Table(HttpContext context, DashboardParts parts, List<FlagOverview> shown, int all) => Html.Of($"""
        <table class="list flags">
        <caption class="list-caption">{Found(shown.Count, all)}{(shown.Count > 1 ? ", those that need somebody first" : "")}</caption>
        <thead><tr><th scope="col">Flag</th><th scope="col">State</th><th scope="col">Customers</th><th scope="col">Stage</th><th scope="col">Health</th><th scope="col">Errors on / off, 1 h</th><th scope="col">Owner</th><th scope="col">Changed</th></tr></thead>
        <tbody>{shown.Select(flag => Row(context, parts, flag))}</tbody>
        </table>
        """);

    private static string Found(int shown, int all) => (shown == all ? $"{all}" : $"{shown} of {all}") + (all == 1 ? " flag" : " flags");

    private static Html Row(HttpContext context, DashboardParts parts, FlagOverview flag) => Html.Of($"""
        <tr id="flag-{flag.Key}">
        <th scope="row"><a class="flag-key" href="{parts.Frame.PathOf(context, "flags", flag.Key)}">{VisibleText.Marked(flag.Key)}</a>{Marks(flag)}</th>
        <td data-name="State">{Words.StateBadge(flag)}{Standing(flag)}</td>
        <td data-name="Customers">{Reached.Share(flag)}</td>
        <td data-name="Stage">{Stage(flag)}</td>
        <td data-name="Health">{Words.Health(flag.Health)}</td>
        <td data-name="Errors, 1 h">{Errors(flag)}</td>
        <td data-name="Owner">{(flag.Definition.Owner is { Length: > 0 } owner ? Html.Of($"<span class=\"clip\">{VisibleText.Marked(owner)}</span>") : Words.Nothing)}</td>
        <td data-name="Changed">{(flag.ChangedAt is null ? Html.Of($"<span class=\"none\">never</span>") : Words.Moment(flag.ChangedAt))}</td>
        </tr>
        """);

    private static Html Marks(FlagOverview flag) => flag.Marks.Count == 0
        ? Html.Empty
        : Html.Of($"<ul class=\"chips\">{flag.Marks.Select(mark => Html.Of($"<li class=\"chip{(mark.Kind == FlagMarkKind.Expired ? " warn" : "")}\" title=\"{mark.Text}\">{Words.Mark(mark.Kind)}</li>"))}</ul>");

    private static Html Standing(FlagOverview flag) => flag switch
    {
        { KilledBy: { Count: > 0 } layers } => Html.Of($"<span class=\"detail\">by {VisibleText.Marked(string.Join(", ", layers))}</span>"),
        { Reach.BlockedBy: { } required } => Html.Of($"<span class=\"detail\">requires {VisibleText.Marked(required)}, which is off</span>"),
        { Rollout: { Status: RolloutStatus.Held, HeldUntil: { } until } } => Html.Of($"<span class=\"detail\">until {Words.Moment(until)}</span>"),
        { Rollout.ObserveOnly: true } => Html.Of($"<span class=\"detail\">controller only observes</span>"),
        { Rollout: null, PlannedAlong: { } plan } => Html.Of($"<span class=\"detail\">plan {VisibleText.Marked(plan)}, not created</span>"),
        { Rollout: null } => Html.Of($"<span class=\"detail\">no rollout</span>"),
        _ => Html.Empty,
    };

    private static Html Stage(FlagOverview flag) => flag.Rollout is { Stage: >= 0, StageName: { } name } rollout
        ? Html.Of($"<span class=\"stage-name\">{VisibleText.Marked(name)}</span><span class=\"detail stage-place\">{Words.Ladder(rollout.Stage, rollout.Plan.Stages.Count)}<span>{rollout.Stage + 1} of {rollout.Plan.Stages.Count}</span></span>")
        : flag.Rollout is { Plan.Stages.Count: var count }
            ? Html.Of($"<span class=\"none\">none yet</span><span class=\"detail stage-place\">{Words.Ladder(-1, count)}<span>of {count}</span></span>")
            : Words.Nothing;

    private static Html Errors(FlagOverview flag) => flag.Statistics is { On.Count: 0, Off.Count: 0 }
        ? Words.Nothing
        : Html.Of($"<span class=\"pair\"><span>{Words.Rate(flag.Statistics.On.ErrorRate)}</span><span class=\"slash\" aria-hidden=\"true\">/</span><span class=\"off\">{Words.Rate(flag.Statistics.Off.ErrorRate)}</span></span><span class=\"detail\">{Words.Count(flag.Statistics.On.Count)} on, {Words.Count(flag.Statistics.Off.Count)} off</span>");

    private static Html Unknown(HttpContext context, DashboardParts parts)
    {
        var unknown = parts.Manager.ListUnknownFlags();
        return Html.Of($"""
            <div id="unknown" data-live>{Html.If(unknown.Count > 0, $"""
            <section class="panel flush" aria-labelledby="unknown-title">
            <div class="panel-head"><h2 id="unknown-title">Asked for, but not defined</h2><p class="detail">Code in this process asks for these names and gets its default. A typing error, or a flag that is gone.</p></div>
            <table class="list"><caption class="visually-hidden">Names that are asked for and not defined</caption>
            <thead><tr><th scope="col">Name</th><th scope="col" class="number">Asked</th><th scope="col">Did it mean</th></tr></thead>
            <tbody>{unknown.Select(flag => Html.Of($"<tr><td><code>{VisibleText.Marked(flag.Name)}</code></td><td class=\"number\" data-name=\"Asked\">{(flag.Count == 1 ? "once" : $"{Words.Count(flag.Count)} times")}</td><td data-name=\"Did it mean\">{(flag.Nearest is { } nearest ? Html.Of($"<a href=\"{parts.Frame.PathOf(context, "flags", nearest)}\">{VisibleText.Marked(nearest)}</a>") : Words.Nothing)}</td></tr>"))}</tbody>
            </table>
            </section>
            """)}</div>
            """);
    }

    private static readonly Html NoFlags = Html.Of($"""
        <div class="empty"><h2>No flags yet</h2>
        <p>Name one in a flag file, such as <code>{"{ \"flags\": { \"new_checkout\": { \"percentage\": 5 } } }"}</code>, and add the file with <code>AddJsonFile("flags.json")</code>. It appears here as soon as it is read.</p></div>
        """);

    private static Html NoneFits(HttpContext context, DashboardParts parts) => Html.Of($"""
        <div class="empty"><h2>No flag fits</h2><p>Other words, or <a href="{parts.Frame.PathOf(context)}">all flags</a>.</p></div>
        """);
}
