using System.Net;
using FeatureRollout.AdminApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

[Trait("Requirement", "F-33")]
public sealed class RoleTests
{
    /// <summary>Every route of the admin API with the least role that it takes. A route that is not here fails.</summary>
    private static readonly Dictionary<string, FeatureRolloutRole> Table = new(StringComparer.Ordinal)
    {
        ["GET /api/v2/flags/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/flags/{environment}/{key}"] = FeatureRolloutRole.Read,
        ["PATCH /api/v2/flags/{environment}/{key}"] = FeatureRolloutRole.Operate,
        ["PATCH /api/v1/admin/feature-flags"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/flags/{environment}/{key}/kill"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/flags/{environment}/{key}/revive"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/flags/{environment}/{key}/rollback"] = FeatureRolloutRole.Operate,
        ["GET /api/v2/flags/{environment}/{key}/dependants"] = FeatureRolloutRole.Read,
        ["POST /api/v2/flags/{environment}/{key}/preview"] = FeatureRolloutRole.Read,
        ["POST /api/v2/flags/{environment}/{key}/explain"] = FeatureRolloutRole.Read,
        ["PUT /api/v2/flags/{environment}/{key}/customers/{customerId}"] = FeatureRolloutRole.Operate,
        ["DELETE /api/v2/flags/{environment}/{key}/customers/{customerId}"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/flags/{environment}/{key}/overrides"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/flags/{environment}/{key}/overrides/remove"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/flags/{environment}/{key}/include"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/flags/{environment}/{key}/include/remove"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/customers/{environment}/explain"] = FeatureRolloutRole.Read,
        ["POST /api/v2/customers/{environment}/erase"] = FeatureRolloutRole.Administer,
        ["GET /api/v2/rollouts/{environment}"] = FeatureRolloutRole.Read,
        ["POST /api/v2/rollouts/{environment}"] = FeatureRolloutRole.Administer,
        ["GET /api/v2/rollouts/{environment}/{key}"] = FeatureRolloutRole.Read,
        ["DELETE /api/v2/rollouts/{environment}/{key}"] = FeatureRolloutRole.Administer,
        ["GET /api/v2/rollouts/{environment}/{key}/assessment"] = FeatureRolloutRole.Read,
        ["GET /api/v2/rollouts/{environment}/{key}/stats"] = FeatureRolloutRole.Read,
        ["GET /api/v2/rollouts/{environment}/{key}/history"] = FeatureRolloutRole.Read,
        ["GET /api/v2/rollouts/{environment}/{key}/events"] = FeatureRolloutRole.Read,
        ["GET /api/v2/rollouts/{environment}/{key}/fleet"] = FeatureRolloutRole.Read,
        ["POST /api/v2/rollouts/{environment}/{key}/start"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/advance"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/hold"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/pause"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/resume"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/previous"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/rollback"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/kill"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/revive"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/approvals"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/ticks"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/incidents"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/incidents/{id}/resolve"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/values"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/baseline"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/replan"] = FeatureRolloutRole.Administer,
        ["POST /api/v2/rollouts/{environment}/{key}/observe-only"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/drill"] = FeatureRolloutRole.Operate,
        ["POST /api/v2/rollouts/{environment}/{key}/milestones"] = FeatureRolloutRole.Operate,
        ["GET /api/v2/events/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/events/{environment}.csv"] = FeatureRolloutRole.Read,
        ["GET /api/v2/stream/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/plans/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/unknown-flags/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/status/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/status"] = FeatureRolloutRole.Read,
        ["GET /api/v2/access/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/rollouts/{environment}/{key}/report"] = FeatureRolloutRole.Read,
        ["GET /api/v2/report/{environment}"] = FeatureRolloutRole.Read,
        ["GET /api/v2/archive/{environment}"] = FeatureRolloutRole.Administer,
        ["POST /api/v2/archive/{environment}"] = FeatureRolloutRole.Administer,
    };

    [Fact]
    public async Task Each_route_takes_its_role_and_no_less()
    {
        await using var app = await AdminApp.StartAsync();
        var endpoints = app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<AdminRoute>() is not null)
            .ToDictionary(endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText}", StringComparer.Ordinal);
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), endpoints.Keys.Order(StringComparer.Ordinal));
        (string? Key, FeatureRolloutRole Role)[] callers =
        [
            (null, default), (AdminApp.Evaluator, FeatureRolloutRole.Evaluate), (AdminApp.Reader, FeatureRolloutRole.Read), (AdminApp.Operator, FeatureRolloutRole.Operate),
            (AdminApp.Administrator, FeatureRolloutRole.Administer),
        ];
        foreach (var (route, needed) in Table)
        {
            // Nothing is done: another environment is only refused to those who have been let in.
            var (method, path) = (route[..route.IndexOf(' ', StringComparison.Ordinal)], route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            path = path.Replace("{environment}", "elsewhere", StringComparison.Ordinal).Replace("{key}", "conversations", StringComparison.Ordinal)
                .Replace("{customerId}", "c", StringComparison.Ordinal).Replace("{id}", "incident-1", StringComparison.Ordinal);
            foreach (var (key, role) in callers)
            {
                var reply = await app.SendAsync(new HttpMethod(method), path, null, key);
                var expected = key is null ? 401 : role < needed ? 403 : path.StartsWith("/api/v1", StringComparison.Ordinal) ? 400 : path == "/api/v2/status" ? 200 : 404;
                Assert.True(expected == reply.Status, $"{route} as {role}: {reply.Status} {reply.Text}");
                reply.Is(expected);
            }
        }

        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }

    [Fact]
    public async Task To_force_takes_an_administrator_and_a_reason()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("rollouts/production", """{"key": "new_checkout", "plan": "short"}""")).Is(201);
        (await app.PostAsync("rollouts/production/new_checkout/start", """{"force": true, "reason": "demo"}""", AdminApp.Operator)).Is(403, "role administer");
        (await app.PostAsync("rollouts/production/new_checkout/start", """{"force": true}""")).Is(400, "needs a \"reason\"", "reason");
        (await app.PostAsync("rollouts/production/new_checkout/start", """{"force": true, "reason": "demo"}""")).Is(200);
    }

    [Fact]
    public async Task To_create_what_the_flag_files_plan_by_starting_it_takes_an_administrator()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("rollouts/production/guarded/start", null, AdminApp.Operator)).Is(403, "role administer");
        (await app.PostAsync("rollouts/production/GUARDED/start", """{"reason": "now"}""", AdminApp.Operator, ("If-Match", "\"0\""))).Is(403, "role administer");
        Assert.Null(await app.Manager.GetRolloutConfigAsync("guarded"));
        (await app.PostAsync("rollouts/production/guarded/start", """{"force": true, "reason": "now"}""")).Is(200);
        (await app.PostAsync("rollouts/production/guarded/rollback", """{"reason": "again"}""")).Is(200);
        (await app.PostAsync("rollouts/production/guarded/start", null, AdminApp.Operator)).Is(409, "It cannot start yet");
        (await app.PostAsync("rollouts/production/outbound_calls/start", null, AdminApp.Operator)).Is(400, "There is no rollout called");
    }

    [Fact]
    public async Task Who_may_do_what_is_told_without_any_key()
    {
        await using var app = await AdminApp.StartAsync(configure: options => options.LoopbackRole = FeatureRolloutRole.Operate);
        var access = (await app.GetAsync("access/production")).Is(200);
        Assert.Equal(
            ["administrator administer apiKey", "operator operate apiKey", "loopback operate loopback", "reader read apiKey", "evaluator evaluate apiKey"],
            access["grants"].EnumerateArray().Select(Words),
            StringComparer.Ordinal);
        Assert.Equal("reader read apiKey", Words(access["you"]));
        Assert.Equal(["administer", "operate", "read", "evaluate"], access["roles"].EnumerateArray().Select(role => role.GetProperty("role").GetString()!), StringComparer.Ordinal);
        Assert.DoesNotContain("0123456789", access.Text, StringComparison.Ordinal);

        static string Words(System.Text.Json.JsonElement grant) => string.Join(' ', new[] { "name", "role", "kind" }.Select(name => grant.GetProperty(name).GetString()));
    }

    [Fact]
    public async Task A_refused_change_is_logged_with_who_and_what_and_no_secret()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("flags/production/outbound_calls/kill", """{"reason": "secret reason"}""", AdminApp.Reader)).Is(403);
        (await app.SendAsync(HttpMethod.Put, "flags/production/outbound_calls/customers/secret-customer", """{"enabled": true, "reason": "x"}""", AdminApp.Reader)).Is(403);
        (await app.PostAsync("rollouts/production/guarded/advance", """{"force": true, "reason": "x"}""", AdminApp.Operator)).Is(403);
        (await app.PostAsync("rollouts/production/guarded/start", null, AdminApp.Operator)).Is(403);
        (await app.PostAsync("flags/production/a%0D%0Ab/kill", null, AdminApp.Reader)).Is(403);
        (await app.GetAsync("flags/production", AdminApp.Evaluator)).Is(403);
        (await app.PostAsync("flags/production/outbound_calls/kill", null, "some-wrong-key-0123456789")).Is(401);
        (await app.PostAsync("flags/production/outbound_calls/kill", """{"reason": "right"}""", AdminApp.Operator)).Is(200);

        var lines = app.Logs.All.Split('\n').Where(line => line.StartsWith("Warning", StringComparison.Ordinal)).ToArray();
        Assert.Collection(
            lines,
            line => Assert.StartsWith("Warning reader (ApiKey) was refused POST /api/v2/flags/{environment}/outbound_calls/kill with 403 from", line, StringComparison.Ordinal),
            line => Assert.Contains("refused PUT /api/v2/flags/{environment}/outbound_calls/customers/{customerId} with 403", line, StringComparison.Ordinal),
            line => Assert.Contains("operator (ApiKey) was refused POST /api/v2/rollouts/{environment}/guarded/advance with 403", line, StringComparison.Ordinal),
            line => Assert.Contains("operator (ApiKey) was refused POST /api/v2/rollouts/{environment}/guarded/start with 403", line, StringComparison.Ordinal),
            line => Assert.Contains("refused POST /api/v2/flags/{environment}/{key}/kill with 403", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
        Assert.DoesNotContain("-key-0123456789", app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_let_in_by_a_wrong_key_and_the_answer_says_how()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.GetAsync("flags/production", "wrong-key-0123456789")).Is(401);
        (await app.GetAsync("flags/production", "Bearer " + AdminApp.Reader)).Is(200);
        using var response = await app.Client.GetAsync(new Uri("/api/v2/flags/production", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }
}
