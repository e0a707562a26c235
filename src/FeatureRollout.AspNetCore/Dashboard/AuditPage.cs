using System.Globalization;
using FeatureRollout.Access;
using FeatureRollout.Audit;
using FeatureRollout.Text;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>Who did what, when and why; newest first.</summary>
internal static class AuditPage
{
    private const int PageSize = 50;

    public static async Task ShowAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var key = KeyOf(context);
        var before = long.TryParse(context.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0 ? sequence : (long?)null;
        var keys = (await parts.Manager.ListFlagsAsync(context.RequestAborted).ConfigureAwait(false)).Select(flag => flag.Key).ToList();
        var events = await EventsAsync(parts.Manager, key, before, context.RequestAborted).ConfigureAwait(false);
        var hasOlder = events.Count > PageSize;
        var shown = events.Take(PageSize).ToList();
        await parts.Frame.WriteAsync(context, caller, "Audit", Html.Of($"""
            <div class="head"><div><h1>Audit</h1><p>Every change, with who made it and why. Nothing is ever taken out of it; an erased customer has another name in it.</p></div>
            <a class="button" href="{parts.Frame.PathOf(context, "audit.csv")}{Query(key, null)}">{Icons.Download}CSV</a></div>
            {Filter(context, parts, key, keys)}
            <section class="panel flush" id="events" data-live aria-label="Events">
            {(shown.Count == 0 ? Empty(key, before, keys) : Table(context, parts, shown))}
            </section>
            <nav class="buttons" aria-label="Older and newer events">
            {Html.If(before is not null, $"<a class=\"button\" href=\"{parts.Frame.PathOf(context, "audit")}{Query(key, null)}\">Newest</a>")}
            {Html.If(hasOlder, $"<a class=\"button\" rel=\"next\" href=\"{parts.Frame.PathOf(context, "audit")}{Query(key, shown.Count == 0 ? null : shown[^1].Sequence)}\">Older</a>")}
            </nav>
            """)).ConfigureAwait(false);
    }

    /// <summary>The flag that the query asks for; null for all.</summary>
    public static string? KeyOf(HttpContext context) => context.Request.Query["flag"].ToString().Trim() is { Length: > 0 } key ? key : null;

    private static async Task<IReadOnlyList<RolloutEvent>> EventsAsync(IRolloutManager manager, string? key, long? before, CancellationToken cancellationToken)
    {
        try
        {
            return await NewestEvents.ReadAsync(manager, key, before, PageSize + 1, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException) when (key is not null)
        {
            return [];
        }
    }

    private static Html Query(string? key, long? before)
    {
        var query = QueryString.Empty;
        if (key is not null)
        {
            query = query.Add("flag", key);
        }

        if (before is { } sequence)
        {
            query = query.Add("before", sequence.ToString(CultureInfo.InvariantCulture));
        }

        return Html.Text(query.ToUriComponent());
    }

    private static Html Filter(HttpContext context, DashboardParts parts, string? key, List<string> keys) => Html.Of($"""
        <form class="filters" method="get" action="{parts.Frame.PathOf(context, "audit")}" role="search" aria-label="Filter events">
        <div class="field wide"><label for="flag">Flag</label><input id="flag" name="flag" type="search" list="keys" value="{Html.Value(key)}" placeholder="All flags" autocomplete="off" spellcheck="false"><datalist id="keys">{keys.Take(1000).Select(known => Html.Of($"<option value=\"{Html.Value(known)}\">"))}</datalist></div>
        <button>Filter</button>
        </form>
        """);

    private static Html Table(HttpContext context, DashboardParts parts, List<RolloutEvent> events) => Html.Of($"""
        <table class="list events"><caption class="visually-hidden">Events, newest first</caption>
        <thead><tr><th scope="col">When</th><th scope="col">Flag</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">Why</th></tr></thead>
        <tbody>{events.Select(happened => Row(context, parts, happened))}</tbody>
        </table>
        """);

    private static Html Row(HttpContext context, DashboardParts parts, RolloutEvent happened) => Html.Of($"""
        <tr id="event-{happened.Sequence}"><td data-name="When" class="nowrap">{Words.Exact(happened.At)}</td>
        <td data-name="Flag"><a class="flag-key" href="{parts.Frame.PathOf(context, "flags", happened.Key)}">{VisibleText.Marked(happened.Key)}</a></td>
        <td data-name="What"><div>{VisibleText.Marked(AuditText.Of(happened))}{Html.If(happened.Forced, $" <span class=\"chip warn\">{Icons.Warning}forced</span>")}{Html.If(happened.Rule is not null, $"<span class=\"detail\">rule <code>{VisibleText.Marked(happened.Rule)}</code></span>")}{Unmet(happened)}</div></td>
        <td data-name="Who">{VisibleText.Marked(happened.Actor)}</td>
        <td data-name="Why">{(happened.Reason is { Length: > 0 } reason ? Html.Of($"<span>{VisibleText.Marked(reason)}</span>") : Words.Nothing)}</td></tr>
        """);

    private static Html Unmet(RolloutEvent happened) => happened.Unmet.Count == 0
        ? Html.Empty
        : Html.Of($"<details class=\"steps\"><summary>{happened.Unmet.Count} not met</summary><ul class=\"lines\">{happened.Unmet.Select(unmet => Html.Of($"<li>{VisibleText.Marked(unmet)}</li>"))}</ul></details>");

    private static Html Empty(string? key, long? before, List<string> keys)
    {
        if (key is not null && !keys.Contains(key, StringComparer.Ordinal))
        {
            var nearest = NearestName.To(key, keys);
            return Html.Of($"<div class=\"empty\"><h2>No event of <code>{VisibleText.Marked(key)}</code></h2><p>{(nearest is null ? Html.Of($"No flag has this key.") : Html.Of($"No flag has this key; did you mean <code>{VisibleText.Marked(nearest)}</code>?"))}</p></div>");
        }

        return before is not null
            ? Html.Of($"<div class=\"empty\"><h2>Nothing older</h2><p>This is where the record begins.</p></div>")
            : Html.Of($"<div class=\"empty\"><h2>Nothing has happened yet</h2><p>Create a rollout, or set a percentage on a flag's page: each change is written down here.</p></div>");
    }
}
