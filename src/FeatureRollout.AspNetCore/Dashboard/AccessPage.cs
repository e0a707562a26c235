using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>Who may do what: each role with whoever has it. It shows names of keys' holders and of policies, and no key.</summary>
internal static class AccessPage
{
    public static Task ShowAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var grants = AccessGrant.InOrder(parts.Gate.Grants).ToList();
        var roles = Enum.GetValues<FeatureRolloutRole>().OrderDescending();
        return parts.Frame.WriteAsync(context, caller, "Access", Html.Of($"""
            <div class="head" data-still><div><h1>Access</h1><p>Who may do what in this application, here, on the admin API and through OFREP alike. It is set in the application's options; what was done stands in the <a href="{parts.Frame.PathOf(context, "audit")}">audit</a>.</p></div></div>
            {Html.If(grants.Exists(IsOpen), $"<p class=\"notice warn\" role=\"status\">{Icons.Warning}<span>Anybody who reaches the application may do more than ask for answers.</span></p>")}
            <section class="panel flush" aria-label="Roles">
            <table class="list">
            <thead><tr><th scope="col">Role</th><th scope="col">Who has it</th><th scope="col">May</th></tr></thead>
            <tbody>{roles.Select(role => Row(role, caller, grants))}</tbody>
            </table>
            </section>
            """));
    }

    private static Html Row(FeatureRolloutRole role, Caller caller, List<AccessGrant> grants)
    {
        var holders = grants.Where(grant => grant.Role == role).ToList();
        return Html.Of($"""
            <tr><th scope="row">{Words.Role(role)}{Html.If(caller.Role == role, $" <span class=\"chip\">you</span>")}</th>
            <td data-name="Who has it"><div>{(holders.Count == 0 ? Html.Of($"<span class=\"none\">nobody</span>") : Html.Of($"<ul class=\"lines\">{holders.Select(Holder)}</ul>"))}</div></td>
            <td data-name="May">{RoleWords.May(role)}</td></tr>
            """);
    }

    private static Html Holder(AccessGrant grant) => grant.Kind switch
    {
        CallerKind.Policy => Html.Of($"<li>users who meet the policy <code>{VisibleText.Marked(grant.Name)}</code></li>"),
        CallerKind.Loopback => Html.Of($"<li>whoever is on the machine of the application, without credentials</li>"),
        CallerKind.Anonymous => Html.Of($"<li>anybody, without credentials</li>"),
        _ => Html.Of($"<li>the API key of <strong>{VisibleText.Marked(grant.Name)}</strong></li>"),
    };

    private static bool IsOpen(AccessGrant grant) => grant is { Kind: CallerKind.Anonymous, Role: > FeatureRolloutRole.Evaluate };
}
