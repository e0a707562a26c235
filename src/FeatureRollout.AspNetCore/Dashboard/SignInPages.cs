using FeatureRollout.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>Signing in with an API key or with the host, and signing out.</summary>
internal static class SignInPages
{
    /// <summary>The form, for whoever asks for it.</summary>
    public static Task ShowAsync(HttpContext context, DashboardParts parts) =>
        WriteAsync(context, parts.Frame, parts.Gate, parts.Frame.Address(context), refusal: null, StatusCodes.Status200OK);

    /// <summary>Signs the holder of a key in, and goes to the page that was asked for.</summary>
    public static async Task SignInAsync(HttpContext context, DashboardParts parts)
    {
        if (!await parts.Frame.IsGenuineAsync(context, caller: null).ConfigureAwait(false))
        {
            return;
        }

        var form = context.Request.Form;
        var root = parts.Frame.Address(context);
        var from = Inside(form["from"].ToString(), root);
        if (parts.Gate.TrySignIn(context, form["key"], Place(context), out var refusal))
        {
            Go(context, from);
            return;
        }

        Refusals.SetRetry(context, refusal);
        await WriteAsync(context, parts.Frame, parts.Gate, from, refusal, refusal.Status).ConfigureAwait(false);
    }

    /// <summary>Ends the sign-in in this browser.</summary>
    public static async Task SignOutAsync(HttpContext context, DashboardParts parts)
    {
        if (!await parts.Frame.IsGenuineAsync(context, caller: null).ConfigureAwait(false))
        {
            return;
        }

        if (AccessGate.TrySignOut(context, Place(context), out var refusal))
        {
            Go(context, parts.Frame.Address(context, "sign-in"));
            return;
        }

        await parts.Frame.RefuseAsync(context, refusal).ConfigureAwait(false);
    }

    /// <summary>Sends to the host's own sign-in, which sends back here; who comes back and may read goes on to the page that was asked for.</summary>
    public static async Task ChallengeAsync(HttpContext context, DashboardParts parts)
    {
        if ((await parts.Gate.DecideAsync(context, FeatureRolloutRole.Read).ConfigureAwait(false)).Refusal is not { } refusal)
        {
            Go(context, Inside(context.Request.Query["from"].ToString(), parts.Frame.Address(context)));
        }
        else if (refusal.Status == StatusCodes.Status401Unauthorized && parts.Gate.HasPolicies)
        {
            await context.ChallengeAsync().ConfigureAwait(false);
        }
        else
        {
            await parts.Frame.RefuseAsync(context, refusal).ConfigureAwait(false);
        }
    }

    /// <summary>The page with what there is to sign in with.</summary>
    /// <param name="context">The request.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="gate">Says what there is.</param>
    /// <param name="from">Where to go afterwards.</param>
    /// <param name="refusal">Why the caller was not let in; null where nothing has been tried.</param>
    /// <param name="status">The response's status code.</param>
    public static Task WriteAsync(HttpContext context, PageFrame frame, AccessGate gate, string from, AccessRefusal? refusal, int status) =>
        frame.WriteAsync(context, null, "Sign in", Html.Of($"""
            <section class="sign-in panel">
            <h1>Sign in</h1>
            {Html.If(refusal is not null, $"<p class=\"notice warn\" role=\"alert\">{Icons.Warning}<span>{VisibleText.Marked(refusal?.Reason)}</span></p>")}
            {(gate.HasSignIn ? WithKey(context, frame, from) : Html.Empty)}
            {Html.If(gate.HasPolicies, $"<p><a class=\"button\" href=\"{frame.PathOf(context, "challenge")}?from={Uri.EscapeDataString(from)}\">Sign in with the application</a></p>")}
            {Html.If(!gate.HasSignIn && !gate.HasPolicies, $"<p>This application lets in only who comes from its own machine.</p>")}
            </section>
            """), status);

    /// <summary>The dashboard's own path, as its endpoints carry it.</summary>
    private static string Place(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<AcceptsSignIn>()?.Path ?? "";

    private static Html WithKey(HttpContext context, PageFrame frame, string from) => Html.Of($"""
        <form class="stack" method="post" action="{frame.PathOf(context, "sign-in")}">
        {frame.Antiforgery(context)}
        <input type="hidden" name="from" value="{Html.Value(from)}">
        <div class="field"><label for="key">API key</label><input id="key" name="key" type="password" required autocomplete="current-password" spellcheck="false" autofocus aria-describedby="key-hint"><p class="detail" id="key-hint">One of the keys in the application's options. It is not kept in the browser.</p></div>
        <button class="primary">Sign in</button>
        </form>
        """);

    private static string Inside(string wanted, string root) => IsInside(wanted, root) ? wanted : root;

    /// <summary>Whether an address is a page of this dashboard, and no other site's in disguise.</summary>
    private static bool IsInside(string address, string root) =>
        address.StartsWith(root, StringComparison.Ordinal)
        && address.Length > 0 && address[0] == '/'
        && (address.Length == root.Length || root == "/" || address[root.Length] is '/' or '?')
        && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.Any(character => character == '\\' || character <= ' ' || character > '~');

    private static void Go(HttpContext context, string address)
    {
        PageHeaders.Set(context.Response);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }
}
