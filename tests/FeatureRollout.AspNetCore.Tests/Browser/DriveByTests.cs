using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using FeatureRollout.AspNetCore.Tests.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.Browser;

/// <summary>A developer whose browser is on another page while the application lets in whoever is on this machine.</summary>
[Collection(BrowserTests.Name)]
[Trait("Requirement", "F-22")]
[Trait("Requirement", "F-33")]
public sealed class DriveByTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task A_page_of_another_site_changes_nothing_and_its_own_pages_do()
    {
        await using var app = await DashboardScene.StartAsync(
            options => options.LoopbackRole = FeatureRolloutRole.Administer,
            endpoints =>
            {
                endpoints.MapFeatureRolloutDashboard();
                endpoints.MapFeatureRolloutAdminApi();
            });
        var server = new Uri(app.Root).GetLeftPart(UriPartial.Authority);
        var before = (await app.Manager.ReadEventsAsync(null)).Count;
        await using var evil = await PageOfAnotherSiteAsync(server);
        var port = new Uri(evil.Urls.Single()).Port.ToString(CultureInfo.InvariantCulture);

        foreach (var origin in new[] { "http://127.0.0.1:", "http://localhost:" })
        {
            await using var page = await browser.OpenAsync();
            page.GoesElsewhere = true;
            page.ExpectsDisconnection = true;
            page.ExpectedStatus.UnionWith([403, 404, 415]);
            var statuses = new ConcurrentQueue<(string Url, int Status)>();
            page.Page.Response += (_, response) =>
            {
                if (response.Url.StartsWith(server, StringComparison.Ordinal) && response.Request.ResourceType is "document" or "fetch" or "ping" or "xhr")
                {
                    statuses.Enqueue((response.Url, response.Status));
                }
            };
            await page.Page.GotoAsync(origin + port);
            await page.Page.WaitForFunctionAsync("document.title === 'done'");
            foreach (var form in new[] { "api", "page" })
            {
                await page.Page.GotoAsync($"{origin}{port}/{form}");
                await page.Page.ClickAsync("button");
                await page.Page.WaitForURLAsync(address => address.StartsWith(server, StringComparison.Ordinal));
            }

            Assert.All(statuses, answer => Assert.Contains(answer.Status, new[] { 403, 415 }));
            Assert.True(statuses.Count(answer => answer.Status == 403) >= 4, string.Join(' ', statuses));
            Assert.Equal(before, (await app.Manager.ReadEventsAsync(null)).Count);
        }

        await using var own = await browser.OpenAsync();
        await own.Page.GotoAsync(app.Root);
        Assert.Equal(200, await own.Page.EvaluateAsync<int>("fetch('/api/v2/flags/production/beta_search/kill', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{\"reason\": \"mine\"}' }).then(answer => answer.status)"));
        Assert.Equal(before + 1, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    private static async Task<WebApplication> PageOfAnotherSiteAsync(string server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/", () => Results.Content($$"""
            <!doctype html><link rel="icon" href="data:,"><script type="module">
            const kill = "{{server}}/api/v2/flags/production/beta_search/kill", body = '{"reason": "evil"}';
            const all = [
              fetch(kill, { method: "POST", mode: "no-cors", credentials: "include", headers: { "Content-Type": "text/plain" }, body }),
              fetch(kill, { method: "POST", mode: "no-cors", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body }),
              fetch(kill, { method: "POST", mode: "no-cors", referrerPolicy: "no-referrer", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body }),
              fetch("{{server}}/rollouts/customers/fix", { method: "POST", mode: "no-cors", body: new URLSearchParams({ customer: "acme", flag: "beta_search", answer: "on", reason: "evil" }) }),
              fetch("{{server}}/api/v2/flags/production", { mode: "no-cors" }),
            ];
            navigator.sendBeacon(kill, body);
            await Promise.allSettled(all);
            document.title = "done";
            </script>
            """, "text/html"));
        app.MapGet("/{form}", (string form) => Results.Content($$"""
            <!doctype html><link rel="icon" href="data:,"><form method="post"
            action="{{server}}{{(form == "api" ? "/api/v2/flags/production/beta_search/kill" : "/rollouts/flags/beta_search/actions/kill")}}">
            <input name='{"reason": "evil", "x' value='": 1}'><input name="reason" value="evil"><button>Win a prize</button></form>
            """, "text/html"));
        await app.StartAsync();
        return app;
    }
}
