using FeatureRollout.AspNetCore.Tests.AdminApi;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

/// <summary>Flags that come from elsewhere have their shares in rules: a percentage of 0 is then not off, and one of 100 not everybody.</summary>
[Trait("Requirement", "S0-07")]
[Trait("Requirement", "F-22")]
public sealed class ReachedTests
{
    private const string Json = """
        { "flags": {
            "chained": { "percentage": 0, "rules": [{ "when": "plan == 'enterprise'", "percentage": 100 }, { "when": "true", "percentage": 10, "salt": "theirs" }] },
            "for_all": { "percentage": 0, "rules": [{ "when": "true", "percentage": 100, "salt": "theirs", "bucketing": "unleash" }] },
            "named": { "percentage": 0, "include": ["acme", { "segment": "partners" }], "exclude": ["hooli"] },
            "mixed": { "percentage": 25, "include": ["acme"], "rules": [{ "when": "plan == 'free'", "percentage": 0 }, { "when": "plan == 'pro'", "percentage": 60 }] },
            "but_one": { "percentage": 100, "exclude": ["hooli"] },
            "dead_rule": { "percentage": 0, "message": "Soon again.", "rules": [{ "when": "false", "percentage": 100 }] },
            "killed": { "enabled": false },
            "blocked": { "percentage": 100, "requires": ["between"] }, "between": { "percentage": 100, "requires": ["killed"] },
            "plain": { "percentage": 50 } },
          "segments": { "partners": { "when": "partner == true" } } }
        """;

    [Theory]
    [InlineData("chained", "Partly on", "some", "by 2 rules")]
    [InlineData("for_all", "On", "100 %", "no rollout")]
    [InlineData("named", "Partly on", "some", "by name")]
    [InlineData("mixed", "Partly on", "25 %", "of the others, after 2 rules")]
    [InlineData("but_one", "Partly on", "100 %", "with exceptions")]
    [InlineData("dead_rule", "Off", "0 %", "no rollout")]
    [InlineData("blocked", "Off", "0 %", "requires killed, which is off")]
    [InlineData("plain", "Partly on", "50 %", "no rollout")]
    public async Task The_list_says_whom_a_flag_lets_in_and_by_what(string key, string state, string share, string beside)
    {
        await using var app = await DashboardApp.StartAsync(Json);
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);

        var row = RowOf(await client.GetStringAsync(app.Root), key);

        Assert.Contains($"<span>{state}</span></span>", row, StringComparison.Ordinal);
        Assert.Contains($"<span class=\"share-number\">{share}</span>", row, StringComparison.Ordinal);
        Assert.Contains($">{beside}</span>", row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("On", "for_all")]
    [InlineData("Off", "between,blocked,dead_rule")]
    [InlineData("Partly+on", "but_one,chained,mixed,named,plain")]
    public async Task The_filter_goes_by_the_same(string state, string expected)
    {
        await using var app = await DashboardApp.StartAsync(Json);
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);

        var html = await client.GetStringAsync(app.Root + "?state=" + state);

        Assert.Equal(
            expected,
            string.Join(',', new[] { "chained", "for_all", "named", "mixed", "but_one", "dead_rule", "killed", "blocked", "between", "plain" }.Where(key => html.Contains($"id=\"flag-{key}\"", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_page_of_a_flag_shows_how_the_shares_are_spread()
    {
        await using var app = await DashboardApp.StartAsync(Json);
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);

        var chained = await client.GetStringAsync(app.Root + "/flags/chained");
        var mixed = await client.GetStringAsync(app.Root + "/flags/mixed");
        var named = await client.GetStringAsync(app.Root + "/flags/named");
        var blocked = await client.GetStringAsync(app.Root + "/flags/blocked");

        Assert.Contains("<b>Some</b></span><small>customers, by 2 rules</small>", chained, StringComparison.Ordinal);
        Assert.Contains("<dt>Lets in</dt><dd><ul class=\"lines\"><li>100 % when <code>", chained, StringComparison.Ordinal);
        Assert.Contains("Whom none takes is off.", chained, StringComparison.Ordinal);
        Assert.Contains("<b>25</b> %</span><small>of the others, after 2 rules</small>", mixed, StringComparison.Ordinal);
        Assert.Contains("<li>those named</li><li>0 % when", mixed, StringComparison.Ordinal);
        Assert.Contains("<li>25 % of the others</li></ul>", mixed, StringComparison.Ordinal);
        Assert.Contains("<dt>Lets in</dt><dd>those named</dd>", named, StringComparison.Ordinal);
        Assert.Contains("<dt>Always on for</dt><dd>one named customer, segment <bdi>partners</bdi></dd>", named, StringComparison.Ordinal);
        Assert.Contains("<dt>Never on for</dt><dd>one named customer</dd>", named, StringComparison.Ordinal);
        Assert.Contains("<dt>Off because</dt><dd>it requires <a href=\"/rollouts/flags/killed\"><bdi>killed</bdi></a>, which is off for everybody</dd>", blocked, StringComparison.Ordinal);
        Assert.DoesNotContain("Users are told: <q>", chained, StringComparison.Ordinal);
        Assert.Contains("Users are told: <q><bdi>Soon again.</bdi></q>", await client.GetStringAsync(app.Root + "/flags/dead_rule"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("mixed", false)]
    [InlineData("chained", false)]
    public async Task A_rollback_which_says_off_for_everybody_is_offered_where_that_is_so(string key, bool isOffered)
    {
        await using var app = await DashboardApp.StartAsync(Json);
        using var client = DashboardApp.NewClient(DashboardApp.OperatorKey);

        var html = await client.GetStringAsync($"{app.Root}/flags/{key}");

        Assert.Equal(isOffered, html.Contains($"/flags/{key}/confirm/rollback\"", StringComparison.Ordinal));
        Assert.Contains($"/flags/{key}/confirm/kill\"", html, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task The_admin_api_says_whom_a_flag_lets_in_beside_its_percentage()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync("flags/production/outbound_calls", """{"rollout": {"percentage": 0}}""")).Is(200);
        var flag = (await app.GetAsync("flags/production/outbound_calls")).Is(200);

        Assert.Equal(0, flag["percentage"].GetDecimal());
        Assert.Matches("^(nobody|some)$", flag["reach"].GetProperty("who").GetString());
        Assert.Equal(flag["reach"].GetProperty("by").GetArrayLength() > 0, flag["reach"].GetProperty("who").GetString() == "some");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, flag["reach"].GetProperty("blockedBy").ValueKind);
    }

    private static string RowOf(string html, string key)
    {
        var start = html.IndexOf($"id=\"flag-{key}\"", StringComparison.Ordinal);
        return html[start..html.IndexOf("</tr>", start, StringComparison.Ordinal)];
    }
}
