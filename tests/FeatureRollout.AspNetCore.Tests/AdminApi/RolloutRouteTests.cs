using System.Globalization;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

public sealed class RolloutRouteTests
{
    private const string One = "rollouts/production/new-checkout";

    [Theory]
    [InlineData("kill")]
    [InlineData("rollback")]
    [InlineData("revive")]
    public async Task What_is_no_rollout_is_not_found_before_anything_is_done(string action)
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("flags/production/bulk_import/kill", """{"reason": "r"}""")).Is(200);
        (await app.PostAsync("rollouts/production", """{"key": "new_checkout", "plan": "easy", "flags": ["new_search"]}""")).Is(201);
        var before = (await app.Manager.ReadEventsAsync(null)).Count;
        foreach (var key in new[] { "outbound_calls", "bulk_import", "new_search", "guarded" })
        {
            (await app.PostAsync($"rollouts/production/{key}/{action}", """{"reason": "by mistake"}""")).Is(404);
        }

        Assert.Equal(before, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task A_rollout_lives_its_whole_life_through_the_api()
    {
        await using var app = await AdminApp.StartAsync();
        var created = (await app.PostAsync("rollouts/production", """{"key": "new-checkout", "flags": ["new-search"], "plan": "short", "customers": ["first"], "rollbackThreshold": {"errorRate": 0.2, "timeWindow": "15m"}, "reason": "spring"}""")).Is(201);
        Assert.Equal(("/api/v2/rollouts/production/new_checkout", "draft"), (created.Location, created["status"].GetString()));
        (await app.PostAsync("rollouts/production", """{"key": "new-checkout"}""")).Is(409);

        var refused = (await app.PostAsync($"{One}/start", key: AdminApp.Operator)).Is(409, "It cannot start yet");
        Assert.Equal(2, refused["unmet"].GetArrayLength());
        (await app.PostAsync($"{One}/approvals", """{"approval": "leed"}""")).Is(400, "did you mean \"lead\"?");
        (await app.PostAsync($"{One}/approvals", """{"approval": "lead"}""")).Is(200);
        (await app.PostAsync($"{One}/ticks", """{"item": "tested"}""")).Is(200);
        (await app.PostAsync($"{One}/ticks", """{"item": "tested", "done": false}""")).Is(200);
        (await app.PostAsync($"{One}/ticks", """{"item": "tested", "done": true}""")).Is(200);

        var started = (await app.PostAsync($"{One}/start", """{"reason": "go"}""", AdminApp.Operator)).Is(200);
        Assert.Equal(("running", "alpha", 12.5m), (started["status"].GetString(), started["stage"].GetString(), started["percentage"].GetDecimal()));
        Assert.Equal("1d 12h", started["copiedPlan"].GetProperty("stages")[0].GetProperty("minimumDuration").GetString());
        Assert.True(app.Served.IsEnabled("new_search", "first"));

        Assert.NotEmpty((await app.PostAsync($"{One}/advance", key: AdminApp.Operator)).Is(409)["unmet"].EnumerateArray());
        var assessment = (await app.GetAsync($"{One}/assessment")).Is(200);
        Assert.Equal("noData", assessment["advanceWhen"][0].GetProperty("verdict").GetString());
        Assert.NotEmpty(assessment["unmet"].EnumerateArray());

        (await app.PostAsync($"{One}/values", """{"metric": "nps", "value": 31.5}""")).Is(200);
        (await app.PostAsync($"{One}/values", """{"metric": "nps", "value": "NaN"}""")).Is(400, "must be a number", "value");
        (await app.PostAsync($"{One}/values", """{"metric": "nps", "value": 1e999}""")).Is(400, "out of range", "value");
        (await app.PostAsync($"{One}/baseline")).Is(409, "nothing to capture");
        (await app.PostAsync($"{One}/milestones", """{"milestone": "announced", "status": "done"}""")).Is(200);
        var incident = (await app.PostAsync($"{One}/incidents", """{"severity": "P2", "text": "slow"}""")).Is(200)["id"].GetString();
        (await app.PostAsync($"{One}/incidents/incident-77/resolve")).Is(404, "no incident");
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, (await app.PostAsync($"{One}/incidents/{incident}/resolve")).Is(200)["incidents"][0].GetProperty("resolvedAt").ValueKind);

        (await app.PostAsync($"{One}/hold", """{"for": "3 days"}""")).Is(400, "\"for\" is a time such as", "for");
        Assert.Equal("held", (await app.PostAsync($"{One}/hold", """{"for": "3d", "reason": "weekend"}""")).Is(200)["status"].GetString());
        (await app.PostAsync($"{One}/resume")).Is(200);
        Assert.Equal("paused", (await app.PostAsync($"{One}/pause")).Is(200)["status"].GetString());
        (await app.PostAsync($"{One}/resume")).Is(200);
        (await app.PostAsync($"{One}/observe-only", """{"observeOnly": true}""")).Is(200);
        Assert.Equal("beta", (await app.PostAsync($"{One}/advance", """{"force": true, "reason": "board"}""")).Is(200)["stage"].GetString());
        (await app.PostAsync($"{One}/previous", """{"stage": "alphaa"}""")).Is(400, "did you mean \"alpha\"?");
        Assert.Equal("alpha", (await app.PostAsync($"{One}/previous", """{"stage": "alpha"}""")).Is(200)["stage"].GetString());
        (await app.PostAsync($"{One}/replan")).Is(409, "keeps its plan");
        (await app.PostAsync($"{One}/replan", """{"force": true, "reason": "new plan"}""")).Is(200);
        Assert.True((await app.PostAsync($"{One}/drill")).Is(200)["tookMs"].GetDouble() >= 0);
        Assert.Equal("killed", (await app.PostAsync($"{One}/kill", """{"reason": "fire"}""")).Is(200)["status"].GetString());
        Assert.Equal("paused", (await app.PostAsync($"{One}/revive")).Is(200)["status"].GetString());
        (await app.SendAsync(HttpMethod.Delete, One, null, AdminApp.Administrator)).Is(409);
        Assert.Equal("rolledBack", (await app.PostAsync($"{One}/rollback", """{"reason": "enough"}""")).Is(200)["status"].GetString());
        (await app.SendAsync(HttpMethod.Delete, One, null, AdminApp.Administrator)).Is(204);
        (await app.GetAsync(One)).Is(404, "has no rollout");

        var events = (await app.GetAsync($"{One}/events?limit=1000")).Is(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, events["next"].ValueKind);
        Assert.Equal(
            ["created", "approved", "ticked", "ticked", "ticked", "started", "valueReported", "milestoneMarked", "incidentReported", "incidentResolved", "held", "resumed", "paused", "resumed",
                "observeOnlySet", "advanced", "movedBack", "replanned", "drillStarted", "drillEnded", "killed", "revived", "rolledBack", "removed"],
            events["events"].EnumerateArray().Select(one => one.GetProperty("kind").GetString()), StringComparer.Ordinal);
        var forced = events["events"].EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "advanced");
        Assert.Equal((true, "board", "administrator"), (forced.GetProperty("forced").GetBoolean(), forced.GetProperty("reason").GetString(), forced.GetProperty("actor").GetString()));
        var page = (await app.GetAsync($"{One}/events?limit=2")).Is(200);
        var next = page["next"].GetInt64().ToString(CultureInfo.InvariantCulture);
        Assert.Equal("ticked", (await app.GetAsync($"{One}/events?limit=1&after={next}")).Is(200)["events"][0].GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("""{"key": "new_checkout", "plan": "shrt"}""", 400, "did you mean \"short\"?")]
    [InlineData("""{"key": "no_such_flag"}""", 400, "\"key\" names no flag that is known. A rollout has the key of the flag that leads it.")]
    [InlineData("""{"key": "new_chekout"}""", 400, "did you mean \"new_checkout\"?")]
    [InlineData("""{"plan": "short"}""", 400, "\"key\" is missing")]
    [InlineData("""{"key": "new_checkout", "stages": []}""", 400, "There is no member \"stages\"")]
    [InlineData("""{"key": "new_checkout", "rollbackThreshold": {"errorRate": 2, "timeWindow": "15m"}}""", 400, "a fraction")]
    [InlineData("""{"key": "new_checkout", "rollbackThreshold": {"errorRate": 0.1, "timeWindow": "quarter"}}""", 400, "rollbackThreshold.timeWindow")]
    [InlineData("""{"key": "new_checkout", "customers": ["a", "b", ""]}""", 400, "customers[2]")]
    public async Task A_rollout_that_is_not_understood_is_not_created(string body, int status, string detail)
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("rollouts/production", body)).Is(status, detail);
        Assert.Empty((await app.GetAsync("rollouts/production")).Is(200)["rollouts"].EnumerateArray());
    }

    [Fact]
    public async Task Who_reads_in_a_terminal_sees_first_what_matters_and_no_escapes()
    {
        await using var app = await AdminApp.StartAsync();
        var created = (await app.PostAsync("rollouts/production", """{"key": "new_checkout", "plan": "short"}""")).Is(201);
        Assert.Equal(["key", "version", "changedAt", "flags", "plan", "status"], created.Json.EnumerateObject().Take(6).Select(member => member.Name), StringComparer.Ordinal);
        Assert.Equal(["key", "version"], (await app.GetAsync("flags/production/new_checkout")).Is(200).Json.EnumerateObject().Take(2).Select(member => member.Name), StringComparer.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/rollouts/production/nwe_checkout/start");
        request.Headers.TryAddWithoutValidation("Authorization", AdminApp.Administrator);
        using var answer = await app.Client.SendAsync(request);
        var problem = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("""{"status":404,"title":"There is no such thing here","detail":"There is no rollout called \"nwe_checkout\"; """, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_flag_files_plan_is_created_by_its_start()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.GetAsync("rollouts/production/guarded")).Is(404, "plan it along \"short\"");
        (await app.PostAsync("rollouts/production/guarded/advance")).Is(409, "no rollout yet");
        (await app.PostAsync("rollouts/production/guarded/start", """{"force": true, "reason": "now"}""")).Is(200);
        Assert.Equal("guarded", (await app.GetAsync("rollouts/production")).Is(200)["rollouts"][0].GetProperty("key").GetString());
        (await app.PostAsync("rollouts/production/nothing/pause")).Is(404);
        (await app.PostAsync("rollouts/production/outbound_calls/pause")).Is(400, "There is no rollout called");
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    [Trait("Requirement", "S4-14")]
    public async Task Counts_and_errors_are_told_with_customer_and_metadata()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync("flags/production/outbound_calls", """{"rollout": {"percentage": 100}}""")).Is(200);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["order"] = "17" };
        for (var i = 0; i < 4; i++)
        {
            var evaluation = app.Served.Evaluate("outbound_calls", $"customer-{i}");
            app.Served.RecordOutcome(evaluation, i == 0
                ? FlagOutcome.Failure(new OutcomeError("<b>Timeout</b>", "customer-0", metadata), TimeSpan.FromMilliseconds(20))
                : FlagOutcome.Success(TimeSpan.FromMilliseconds(10)));
        }

        // What was counted may be on its way to the store.
        var stats = (await app.GetAsync("rollouts/production/outbound-calls/stats")).Is(200);
        for (var attempt = 0; attempt < 300 && (stats["on"].GetProperty("successes").GetInt64() < 3 || stats["recentErrors"].GetArrayLength() == 0); attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            stats = (await app.GetAsync("rollouts/production/outbound-calls/stats")).Is(200);
        }

        Assert.Equal((1, 0.25, 0.75), (stats["errorCount"].GetInt64(), stats["errorRate"].GetDouble(), stats["successRate"].GetDouble()));
        Assert.InRange(stats["enabledCustomers"].GetInt64(), 3, 5);
        Assert.True(stats["enabledCustomersRelativeError"].GetDouble() > 0);
        Assert.Equal("<b>Timeout</b>", stats["topErrors"][0].GetProperty("error").GetString());
        var error = stats["recentErrors"][0];
        Assert.Equal(("customer-0", "17"), (error.GetProperty("customerId").GetString(), error.GetProperty("metadata").GetProperty("order").GetString()));
        Assert.Equal(3, stats["on"].GetProperty("successes").GetInt64());
        (await app.GetAsync("rollouts/production/outbond/stats")).Is(404);
    }

    [Fact]
    public async Task The_fleet_plans_and_status_are_told()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync("flags/production/outbound_calls", """{"rollout": {"percentage": 7}}""")).Is(200);
        Assert.Equal("outbound_calls", (await app.GetAsync("rollouts/production/outbound_calls/fleet")).Is(200)["key"].GetString());
        var plans = (await app.GetAsync("plans/production")).Is(200)["plans"].EnumerateArray().ToDictionary(plan => plan.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Contains("pilot", plans.Keys, StringComparer.Ordinal);
        Assert.Equal("error_rate < 5%", plans["short"].GetProperty("stages")[0].GetProperty("advanceWhen")[0].GetString());
        var status = (await app.GetAsync("status/production")).Is(200);
        Assert.Equal(("production", "ready", 2), (status["environment"].GetString(), status["readiness"].GetString(), status["providers"].GetArrayLength()));
    }

    [Theory]
    [InlineData("events/production?limit=0")]
    [InlineData("events/production?limit=1001")]
    [InlineData("events/production?limit=1&limit=2")]
    [InlineData("events/production?after=-1")]
    [InlineData("events/production?after=99999999999999999999")]
    [InlineData("events/production.csv?after=x")]
    [InlineData("rollouts/production/outbound_calls/history?span=8d")]
    [InlineData("rollouts/production/outbound_calls/history?span=30s")]
    [InlineData("rollouts/production/outbound_calls/history?span=")]
    public async Task A_query_out_of_its_range_is_refused(string path)
    {
        await using var app = await AdminApp.StartAsync();
        (await app.GetAsync(path)).Is(400);
    }
}
