using System.Net;
using FeatureRollout.AspNetCore.Tests.Access;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

[Trait("Requirement", "F-22")]
[Trait("Requirement", "F-33")]
public sealed class DashboardAccessTests
{
    private static readonly string[] Pages = ["", "/", "/customers", "/plans", "/fleet", "/audit", "/access"];

    [Fact]
    public async Task Without_credentials_every_page_is_the_sign_in_form_and_tells_nothing()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient();
        foreach (var page in Pages.Append("/audit.csv").Append("/events").Append("/nothing"))
        {
            using var answer = await client.GetAsync(app.Root + page);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("name=\"key\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("new_checkout", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Signing_in_leads_to_the_page_that_was_asked_for_and_never_elsewhere()
    {
        await using var app = await DashboardApp.StartAsync();
        foreach (var (from, to) in new[]
        {
            ("/rollouts/audit?flag=a", "/rollouts/audit?flag=a"), ("//evil.example", "/rollouts"), ("/rolloutsevil", "/rollouts"), ("https://evil.example/rollouts", "/rollouts"),
            ("/rollouts/\r\nSet-Cookie: a=b", "/rollouts"), ("", "/rollouts"),
        })
        {
            using var client = DashboardApp.NewClient();
            using var answer = await app.PostAsync(client, "/sign-in", "/sign-in", ("key", DashboardApp.ReaderKey), ("from", from));
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.Equal(to, answer.Headers.Location?.OriginalString);
            Assert.Contains("grace", await client.GetStringAsync(app.Root), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Signing_in_with_the_application_leads_there_as_well()
    {
        await using var app = await DashboardApp.StartAsync(
            configure: options =>
            {
                DashboardApp.Keys(options);
                options.ReadPolicy = "support";
            },
            services: HeaderAuthentication.AddTo);
        using var stranger = DashboardApp.NewClient();
        using var page = await stranger.GetAsync(app.Root + "/audit?flag=a%26b");
        Assert.Contains("href=\"/rollouts/challenge?from=%2Frollouts%2Faudit%3Fflag%3Da%2526b\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var user = DashboardApp.NewClient();
        user.DefaultRequestHeaders.Add(HeaderAuthentication.Users, "name=Ann;team=support");
        foreach (var (from, to) in new[]
        {
            ("?from=%2Frollouts%2Faudit%3Fflag%3Da%2526b", "/rollouts/audit?flag=a%26b"), ("?from=%2F%2Fevil.example", "/rollouts"), ("?from=%2Frollouts%2F..%5C%5Cevil", "/rollouts"), ("", "/rollouts"),
        })
        {
            using var answer = await user.GetAsync(app.Root + "/challenge" + from);
            Assert.Equal((HttpStatusCode.SeeOther, to), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        }
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        await using var app = await DashboardApp.StartAsync();
        using var client = DashboardApp.NewClient();
        using var signedIn = await app.PostAsync(client, "/sign-in", "/sign-in", ("key", DashboardApp.ReaderKey));
        using var signedOut = await app.PostAsync(client, "", "/sign-out");
        using var answer = await client.GetAsync(app.Root);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_not_repeated()
    {
        await using var app = await DashboardApp.StartAsync();
        using var client = DashboardApp.NewClient();
        using var answer = await app.PostAsync(client, "/sign-in", "/sign-in", ("key", "some-other-key-0123456789"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("some-other-key", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_sees_no_write_controls_and_is_refused_when_posting_by_hand()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        using var asked = await app.PostAsync(client, "/customers", "/customers", ("customer", "acme"));
        var page = await asked.Content.ReadAsStringAsync();
        Assert.Contains("Answers for", page, StringComparison.Ordinal);
        Assert.DoesNotContain("customers/fix", page, StringComparison.Ordinal);
        Assert.DoesNotContain("customers/erase", page, StringComparison.Ordinal);
        foreach (var path in new[] { "/customers/fix", "/customers/erase" })
        {
            using var answer = await app.PostAsync(client, "/customers", path, ("customer", "acme"), ("flag", "beta_search"), ("answer", "on"), ("reason", "x"), ("confirm", "acme"));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Empty(await app.Manager.ReadEventsAsync("beta_search", 0) is { } events ? events.Where(happened => happened.Actor == "grace") : []);
    }

    [Fact]
    public async Task Who_operates_fixes_answers_and_does_not_erase()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.OperatorKey);
        using var answer = await app.PostAsync(client, "/customers", "/customers/fix", ("customer", "globex"), ("flag", "beta_search"), ("answer", "on"), ("reason", "asked"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(app.Flags.IsEnabled("beta_search", "globex"));
        Assert.Equal("ada", (await app.Manager.ReadEventsAsync("beta_search"))[^1].Actor);
        Assert.DoesNotContain("customers/erase", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var erased = await app.PostAsync(client, "/customers", "/customers/erase", ("customer", "globex"), ("confirm", "globex"), ("reason", "asked"));
        Assert.Equal(HttpStatusCode.Forbidden, erased.StatusCode);
    }

    [Fact]
    public async Task Erasing_wants_the_id_typed()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.AdministratorKey);
        using var refused = await app.PostAsync(client, "/customers", "/customers/erase", ("customer", "acme"), ("confirm", "acm"), ("reason", "asked"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var done = await app.PostAsync(client, "/customers", "/customers/erase", ("customer", "acme"), ("confirm", "acme"), ("reason", "asked"));
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.DoesNotContain(await app.Manager.ReadEventsAsync(null), happened => happened.Change is RolloutChange.OverrideSet { CustomerId: "acme" });
    }

    [Fact]
    public async Task A_form_without_its_field_or_with_another_browsers_changes_nothing()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.OperatorKey);
        var before = (await app.Manager.ReadEventsAsync(null)).Count;
        using var bare = await client.PostAsync(app.Root + "/customers/fix", new FormUrlEncodedContent([new("customer", "globex"), new("flag", "beta_search"), new("answer", "on"), new("reason", "x")]));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        using var other = DashboardApp.NewClient(DashboardApp.OperatorKey);
        using var mixed = new HttpRequestMessage(HttpMethod.Post, app.Root + "/customers/fix");
        mixed.Headers.Add("Sec-Fetch-Site", "cross-site");
        mixed.Content = new FormUrlEncodedContent([]);
        using var foreign = await other.SendAsync(mixed);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Equal(before, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_refused_as_that()
    {
        await using var app = await DashboardApp.StartAsync(configure: options =>
        {
            DashboardApp.Keys(options);
            options.MaxRequestBytes = 4_096;
        });
        using var client = DashboardApp.NewClient(DashboardApp.OperatorKey);
        using var answer = await app.PostAsync(client, "/customers", "/customers", ("customer", new string('x', 5_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }
}
