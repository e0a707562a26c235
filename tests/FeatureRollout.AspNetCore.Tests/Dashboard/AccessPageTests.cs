using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

[Trait("Requirement", "F-33")]
public sealed class AccessPageTests
{
    /// <summary>Every route of the dashboard and of OFREP with the least role that it takes; none where anybody may come. A route that is not here fails.</summary>
    private static readonly Dictionary<string, FeatureRolloutRole?> Table = new(StringComparer.Ordinal)
    {
        ["GET /rollouts/"] = FeatureRolloutRole.Read,
        ["GET /rollouts/customers"] = FeatureRolloutRole.Read,
        ["POST /rollouts/customers"] = FeatureRolloutRole.Read,
        ["POST /rollouts/customers/fix"] = FeatureRolloutRole.Operate,
        ["POST /rollouts/customers/erase"] = FeatureRolloutRole.Administer,
        ["GET /rollouts/plans"] = FeatureRolloutRole.Read,
        ["GET /rollouts/fleet"] = FeatureRolloutRole.Read,
        ["GET /rollouts/audit"] = FeatureRolloutRole.Read,
        ["GET /rollouts/audit.csv"] = FeatureRolloutRole.Read,
        ["GET /rollouts/access"] = FeatureRolloutRole.Read,
        ["GET /rollouts/events"] = FeatureRolloutRole.Read,
        ["GET /rollouts/sign-in"] = null,
        ["POST /rollouts/sign-in"] = null,
        ["POST /rollouts/sign-out"] = null,
        ["GET /rollouts/challenge"] = FeatureRolloutRole.Read,
        ["GET /rollouts/{**nothing}"] = FeatureRolloutRole.Read,
        ["GET /rollouts/assets/{file}"] = null,
        ["GET /rollouts/flags/{key}"] = FeatureRolloutRole.Read,
        ["GET /rollouts/flags/{key}/confirm/{action}"] = FeatureRolloutRole.Operate,
        ["POST /rollouts/flags/{key}/actions/{action}"] = FeatureRolloutRole.Operate,
        ["POST /ofrep/v1/evaluate/flags"] = FeatureRolloutRole.Evaluate,
        ["POST /ofrep/v1/evaluate/flags/{**key}"] = FeatureRolloutRole.Evaluate,
        ["GET /ofrep/v1/events"] = FeatureRolloutRole.Evaluate,
    };

    [Fact]
    public async Task Each_route_takes_its_role_and_no_less()
    {
        const string EvaluatorKey = "evaluator-key-0123456789";
        await using var app = await DashboardApp.StartAsync(
            """{ "flags": { "banner": { "percentage": 40 } } }""",
            options =>
            {
                DashboardApp.Keys(options);
                options.ApiKeys.Add(new() { Name = "shop", Key = EvaluatorKey, Role = FeatureRolloutRole.Evaluate });
            },
            map: endpoints =>
            {
                endpoints.MapFeatureRolloutDashboard();
                endpoints.MapFeatureRolloutOfrep();
            });
        var routes = app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText}");
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
        (string? Key, FeatureRolloutRole? Role)[] callers =
            [(null, null), (EvaluatorKey, FeatureRolloutRole.Evaluate), (DashboardApp.ReaderKey, FeatureRolloutRole.Read), (DashboardApp.OperatorKey, FeatureRolloutRole.Operate)];
        foreach (var (route, needed) in Table)
        {
            var (method, path) = (route[..route.IndexOf(' ', StringComparison.Ordinal)], route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            path = path.Replace("{key}", "banner", StringComparison.Ordinal).Replace("{action}", "kill", StringComparison.Ordinal).Replace("{**nothing}", "nothing", StringComparison.Ordinal)
                .Replace("{**key}", "banner", StringComparison.Ordinal).Replace("{file}", "nothing", StringComparison.Ordinal);
            foreach (var (key, role) in callers)
            {
                using var client = DashboardApp.NewClient(key);
                using var request = new HttpRequestMessage(new HttpMethod(method), app.Root[..^"/rollouts".Length] + path);
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var isRefused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                Assert.True(isRefused == (needed is not null && !(role >= needed)), $"{route} as {role}: {answer.StatusCode}");
                Assert.True(!isRefused || answer.StatusCode == (key is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden), $"{route} as {role}: {answer.StatusCode}");
            }
        }

        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }

    [Fact]
    public async Task Who_may_do_what_is_shown_without_any_key()
    {
        await using var app = await DashboardApp.StartAsync(configure: options =>
        {
            DashboardApp.Keys(options);
            options.ApiKeys.Add(new() { Name = "<b>eve</b>", Key = "evaluator-key-0123456789", Role = FeatureRolloutRole.Evaluate });
        });
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        var page = await client.GetStringAsync(app.Root + "/access");
        foreach (var name in new[] { "grace", "ada", "linus", "&lt;b&gt;eve&lt;/b&gt;" })
        {
            Assert.Contains($"the API key of <strong>{name}</strong>", page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("0123456789", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Anybody who reaches", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_door_is_shown_as_one()
    {
        await using var app = await DashboardApp.StartAsync(configure: options => (options.DangerousAnonymousRole, options.LoopbackRole) = (FeatureRolloutRole.Read, FeatureRolloutRole.Administer));
        using var client = DashboardApp.NewClient();
        var page = await client.GetStringAsync(app.Root + "/access");
        Assert.Contains("Anybody who reaches the application may do more", page, StringComparison.Ordinal);
        Assert.Contains("whoever is on the machine", page, StringComparison.Ordinal);
    }

    /// <summary>The platform refuses such a character in a field; the bytes of an id may still hold it.</summary>
    [Fact]
    public async Task An_id_with_a_character_that_no_text_has_is_fixed_and_erased_nowhere()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.AdministratorKey);
        var before = (await app.Manager.ReadEventsAsync(null)).Count;
        foreach (var path in new[] { "/customers/fix", "/customers/erase" })
        {
            using var answer = await app.PostAsync(client, "/customers", path, ("exact", "YQAAAA"), ("confirm", "a\\u0000"), ("flag", "beta_search"), ("answer", "on"), ("reason", "x"));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("no text has", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(before, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    public async Task A_reason_that_is_too_long_for_the_audit_is_refused_in_every_form()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.AdministratorKey);
        var before = (await app.Manager.ReadEventsAsync(null)).Count;
        var version = ((await app.Manager.GetFlagAsync("storage_v2"))!.Version).ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var path in new[] { "/customers/fix", "/customers/erase", "/flags/storage_v2/actions/pause", "/flags/storage_v2/actions/kill" })
        {
            using var answer = await app.PostAsync(
                client, "/customers", path, ("customer", "acme"), ("confirm", "acme"), ("flag", "beta_search"), ("answer", "on"), ("version", version), ("reason", new string('x', 1_001)));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(before, (await app.Manager.ReadEventsAsync(null)).Count);
    }
}
