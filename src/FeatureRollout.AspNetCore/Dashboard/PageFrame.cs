using System.Text;
using FeatureRollout.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.Dashboard;

/// <summary>What stands around every page: head, navigation, who is signed in.</summary>
internal sealed class PageFrame(FeatureFlags flags, IAntiforgery antiforgery)
{
    private static readonly (string Segment, string Name)[] Pages =
        [("", "Flags"), ("customers", "Customers"), ("plans", "Plans"), ("fleet", "Fleet"), ("audit", "Audit"), ("access", "Access")];

    private int _segments;

    /// <summary>Learns, from the built route of the first page, how many segments the dashboard's own path has, groups around it included.</summary>
    public void RememberPlace(EndpointBuilder firstPage) => _segments = ((RouteEndpointBuilder)firstPage).RoutePattern.PathSegments.Count;

    /// <summary>The dashboard's own path, without a slash at the end, of an endpoint that is built after the first page.</summary>
    public string PlaceOf(EndpointBuilder endpoint) => string.Concat(
        ((RouteEndpointBuilder)endpoint).RoutePattern.RawText!.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(_segments).Select(segment => "/" + segment));

    /// <summary>Writes a page with its headers: content security policy, no caching, no framing, no referrer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks; null on the sign-in page.</param>
    /// <param name="title">The page's title, plain text.</param>
    /// <param name="main">
    /// What the page holds, its <c>h1</c> included. An element with an id and the attribute <c>data-live</c> is replaced by its newest form when flags change, and every ten
    /// seconds. A link with <c>data-dialog</c> shows its page's <c>main</c> in a dialog, where there is script.
    /// </param>
    /// <param name="status">The response's status code.</param>
    public async Task WriteAsync(HttpContext context, Caller? caller, string title, Html main, int status = StatusCodes.Status200OK)
    {
        var page = Encoding.UTF8.GetBytes(Page(context, caller, title, main).ToString());
        var response = context.Response;
        PageHeaders.Set(response);
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        await response.Body.WriteAsync(page, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The path of a page inside the dashboard, encoded for use in a quoted attribute, such as <c>/base/rollouts/flags/a</c> for the segments <c>flags</c>, <c>a</c>.</summary>
    public Html PathOf(HttpContext context, params ReadOnlySpan<string> segments) => Html.Text(Address(context, segments));

    /// <summary>The same as it stands in a header.</summary>
    public string Address(HttpContext context, params ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder(context.Request.PathBase.ToUriComponent());
        foreach (var segment in context.Request.Path.ToUriComponent().Split('/', StringSplitOptions.RemoveEmptyEntries).Take(_segments))
        {
            path.Append('/').Append(segment);
        }

        foreach (var segment in segments)
        {
            path.Append('/').Append(Uri.EscapeDataString(segment));
        }

        return path.Length == 0 ? "/" : path.ToString();
    }

    /// <summary>The hidden field that every form that posts must hold.</summary>
    public Html Antiforgery(HttpContext context)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return Html.Of($"<input type=\"hidden\" name=\"{tokens.FormFieldName}\" value=\"{Html.Value(tokens.RequestToken)}\">");
    }

    /// <summary>Whether a posted form holds the field of <see cref="Antiforgery"/> that belongs to this browser; where not, the refusal has been written.</summary>
    public async ValueTask<bool> IsGenuineAsync(HttpContext context, Caller? caller)
    {
        // Read here, so that a form that is too large is refused as that.
        if (context.Request.HasFormContentType)
        {
            await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        }

        if (await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            return true;
        }

        await PageErrors.WriteAsync(
            this, context, caller, StatusCodes.Status400BadRequest, "This form is no longer valid", "Nothing was changed. Go back, load the page again, and send the form once more.").ConfigureAwait(false);
        return false;
    }

    /// <summary>Why a caller is not let in: sends to the sign-in page or the host's challenge, or says what is missing.</summary>
    public Task RefuseAsync(HttpContext context, AccessRefusal refusal) => Refusals.WriteAsync(this, context, refusal);

    private Html Page(HttpContext context, Caller? caller, string title, Html main)
    {
        var status = flags.Status;
        return Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{title} · {status.Environment} · FeatureRollout</title>
            <link rel="icon" type="image/svg+xml" href="{PathOf(context, "assets", AssetFiles.Address("icon.svg"))}">
            <link rel="stylesheet" href="{PathOf(context, "assets", AssetFiles.Address("dashboard.css"))}">
            <link rel="stylesheet" href="{PathOf(context, "assets", AssetFiles.Address("flag.css"))}">
            <script src="{PathOf(context, "assets", AssetFiles.Address("dashboard.js"))}" defer></script>
            </head>
            <body data-events="{(caller is null ? Html.Empty : PathOf(context, "events"))}">
            <a class="skip" href="#main">Skip to content</a>
            {Header(context, caller, status)}
            <div class="banner" id="disconnected" role="status" hidden>{Icons.Warning} <span>Disconnected. What you see may be out of date; trying to reconnect.</span></div>
            <main id="main" tabindex="-1">
            {main}
            </main>
            <footer class="foot"><span>FeatureRollout</span><span>Times are shown in UTC unless they say how long ago.</span></footer>
            </body>
            </html>

            """);
    }

    private Html Header(HttpContext context, Caller? caller, FeatureFlagsStatus status) => Html.Of($"""
        <header class="top"><div class="top-inner">
        <div class="bar-1">
        <a class="brand" href="{PathOf(context)}">{Icons.Brand}<span>Rollouts</span></a>
        <span class="environment" title="Environment"><span class="visually-hidden">Environment: </span>{status.Environment}</span>
        {(caller is null ? Html.Empty : ServingState.Of(status))}
        {(caller is null ? Html.Empty : Who(context, caller))}
        </div>
        {(caller is null ? Html.Empty : Navigation(context))}
        </div></header>
        """);

    private Html Navigation(HttpContext context)
    {
        var here = context.Request.PathBase.ToUriComponent() + context.Request.Path.ToUriComponent().TrimEnd('/');
        return Html.Of($"<nav class=\"pages\" aria-label=\"Pages\"><ul>{Pages.Select(page =>
        {
            var address = page.Segment.Length == 0 ? Address(context) : Address(context, page.Segment);
            var isHere = string.Equals(here, address.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
            return Html.Of($"<li><a href=\"{address}\"{Html.If(isHere, $" aria-current=\"page\"")}>{page.Name}</a></li>");
        })}</ul></nav>");
    }

    private Html Who(HttpContext context, Caller caller) => Html.Of($"""
        <div class="who">
        <span class="who-name">{VisibleText.Marked(caller.Name)}</span> <span class="role" title="What you may do">{Words.Role(caller.Role)}</span>
        {(caller.Kind == CallerKind.SignedIn ? Html.Of($"<form method=\"post\" action=\"{PathOf(context, "sign-out")}\">{Antiforgery(context)}<button class=\"quiet\">Sign out</button></form>") : Html.Empty)}
        </div>
        """);
}
