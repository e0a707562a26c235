using System.Net;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

/// <summary>Forms of other sites that a browser sends with the cookie of somebody who has signed in.</summary>
[Trait("Requirement", "F-22")]
[Trait("Requirement", "F-33")]
public sealed class CrossSitePostTests
{
    private static readonly (string Name, string Value)[] Fix = [("customer", "globex"), ("flag", "beta_search"), ("answer", "on"), ("reason", "asked")];

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Referer", "https://evil.example/")]
    public async Task A_form_of_another_site_changes_nothing_even_with_the_right_field(string header, string value)
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = await SignedInAsync(app);
        var before = (await app.Manager.ReadEventsAsync(null)).Count;
        client.DefaultRequestHeaders.Add(header, value);
        foreach (var (path, fields) in Posts())
        {
            using var answer = await app.PostAsync(client, "/customers", path, fields);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(before, (await app.Manager.ReadEventsAsync(null)).Count);
        client.DefaultRequestHeaders.Remove(header);
        using var own = await app.PostAsync(client, "/customers", "/customers/fix", Fix);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(before + 1, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    public async Task A_form_that_only_brings_the_cookie_changes_nothing()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = await SignedInAsync(app);
        var before = (await app.Manager.ReadEventsAsync(null)).Count;
        foreach (var (path, fields) in Posts())
        {
            using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
            using var answer = await client.PostAsync(app.Root + path, form);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            using var plain = new StringContent("{\"reason\": \"x\"}", System.Text.Encoding.UTF8, "text/plain");
            using var other = await client.PostAsync(app.Root + path, plain);
            Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        }

        Assert.Equal(before, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    public async Task Another_site_signs_nobody_in_or_out()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = await SignedInAsync(app);
        using var bare = await client.PostAsync(app.Root + "/sign-out", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var signedOut = await app.PostAsync(client, "", "/sign-out");
        Assert.Equal(HttpStatusCode.Forbidden, signedOut.StatusCode);
        using var signedIn = await app.PostAsync(client, "/sign-in", "/sign-in", ("key", DashboardApp.ReaderKey));
        Assert.Equal(HttpStatusCode.Forbidden, signedIn.StatusCode);
        Assert.False(signedIn.Headers.Contains("Set-Cookie"));
        client.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        Assert.Contains("ada", await client.GetStringAsync(app.Root), StringComparison.Ordinal);
    }

    private static async Task<HttpClient> SignedInAsync(DashboardApp app)
    {
        var client = DashboardApp.NewClient();
        using var answer = await app.PostAsync(client, "/sign-in", "/sign-in", ("key", DashboardApp.OperatorKey));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return client;
    }

    private static (string Path, (string Name, string Value)[] Fields)[] Posts() =>
    [
        ("/customers/fix", Fix),
        ("/flags/beta_search/actions/kill", [("reason", "asked"), ("version", "0")]),
        ("/flags/storage_v2/actions/pause", [("version", "2")]),
    ];
}
