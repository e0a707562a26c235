using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

[Trait("Requirement", "F-22")]
public sealed class DashboardPageTests
{
    [Fact]
    public async Task Pages_carry_headers_that_let_nothing_else_in()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        foreach (var page in new[] { "", "/customers", "/plans", "/fleet", "/audit", "/nothing" })
        {
            using var answer = await client.GetAsync(app.Root + page);
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
                Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
            var html = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotMatch(new Regex("<[^>]*\\s(style|on[a-z]+)=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), html);
            Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
            Assert.Single(Regex.Matches(html, "<script", RegexOptions.None, TimeSpan.FromSeconds(1)));
        }
    }

    [Theory]
    [InlineData("", "/rollouts", "")]
    [InlineData("/base", "/rollouts", "")]
    [InlineData("/a b", "/ops/feature flags", "")]
    [InlineData("", "/inner", "/outer/{tenant}")]
    [InlineData("", "", "")]
    public async Task Links_and_assets_work_under_any_path(string pathBase, string path, string group)
    {
        var place = group.Replace("{tenant}", "acme", StringComparison.Ordinal) + path;
        await using var app = await DashboardApp.StartAsync(
            configure: null,
            pathBase: pathBase,
            map: endpoints => (group.Length == 0 ? endpoints : endpoints.MapGroup(group)).MapFeatureRolloutDashboard(path.Length == 0 ? "/" : path),
            place: place);
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        var host = new Uri(app.Root).GetLeftPart(UriPartial.Authority);
        var html = await client.GetStringAsync(app.Root + "/plans");
        var links = Regex.Matches(html, "(href|src)=\"(?<link>[^\"#]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => WebUtility.HtmlDecode(match.Groups["link"].Value)).ToList();
        Assert.True(links.Count > 6);
        foreach (var link in links)
        {
            using var answer = await client.GetAsync(host + link);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{link}: {answer.StatusCode}");
            Assert.Equal(link.Contains("/assets/", StringComparison.Ordinal), answer.Headers.CacheControl is { NoStore: false, MaxAge.TotalDays: 365 });
        }
    }

    [Fact]
    public async Task An_application_without_flags_says_what_to_do_next()
    {
        await using var app = await DashboardApp.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        Assert.Contains("AddJsonFile", await client.GetStringAsync(app.Root), StringComparison.Ordinal);
        Assert.Contains("Nothing has happened yet", await client.GetStringAsync(app.Root + "/audit"), StringComparison.Ordinal);
        Assert.Contains("Nothing has been changed yet", await client.GetStringAsync(app.Root + "/fleet"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-27")]
    public async Task The_overview_tells_states_stages_marks_and_names_that_nobody_knows()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        var html = await client.GetStringAsync(app.Root);
        foreach (var word in new[] { "Running", "Held", "Paused", "Draft", "Completed", "Rolled back", "Killed", "On", "Off", "Partly on", "Expired", "No owner", "half", "3 of 4", "33.333 %" })
        {
            Assert.Contains($">{word}<", html, StringComparison.Ordinal);
        }

        Assert.Contains("new_chekout", html, StringComparison.Ordinal);
        Assert.Contains("flags/new_checkout\">new_checkout</a></td>", html, StringComparison.Ordinal);
        Assert.Contains("2 times", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?q=CHECKOUT", "new_checkout")]
    [InlineData("?state=rolled%20back", "storage_v2")]
    [InlineData("?show=off", "legacy_export,storage_v2,tab_sync")]
    [InlineData("?q=telephony&show=attention", "outbound_calls")]
    [InlineData("?q=zzz", "")]
    public async Task Filters_leave_what_fits(string query, string keys)
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        var html = await client.GetStringAsync(app.Root + "/" + query);
        var shown = Regex.Matches(html, "<tr id=\"flag-(?<key>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["key"].Value);
        Assert.Equal(keys, string.Join(',', shown));
    }
}
