using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

public sealed class VersionTests
{
    private const string One = "flags/production/outbound_calls";

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task Of_two_operators_who_saw_the_same_one_is_told_what_the_other_did()
    {
        await using var app = await AdminApp.StartAsync();
        var seen = (await app.GetAsync(One)).Is(200).ETag!;
        var won = (await app.PatchAsync(One, """{"rollout": {"percentage": 10}}""", headers: ("If-Match", seen))).Is(200);
        var lost = (await app.PostAsync($"{One}/kill", """{"reason": "late"}""", AdminApp.Administrator, ("If-Match", seen))).Is(409, "somebody else has changed it");
        Assert.Equal(("\"1\"", 1, 10m, false), (lost.ETag, lost["current"].GetProperty("version").GetInt32(), lost["current"].GetProperty("percentage").GetDecimal(), lost["current"].GetProperty("killed").GetBoolean()));
        Assert.Single(await app.Manager.ReadEventsAsync(null));
        (await app.PostAsync($"{One}/kill", """{"reason": "seen"}""", AdminApp.Administrator, ("If-Match", lost.ETag!))).Is(200);
        Assert.NotEqual(won.ETag, (await app.GetAsync(One)).ETag, StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task What_the_first_change_answered_is_the_version_for_the_next_though_the_controller_looks_meanwhile()
    {
        await using var app = await AdminApp.StartAsync();
        var first = (await app.PostAsync($"{One}/include", """{"customers": ["acme"]}""", AdminApp.Operator)).Is(200);
        await app.Services.GetRequiredService<RolloutEngine>().LookAsync();
        (await app.PostAsync($"{One}/kill", """{"reason": "calls twice"}""", AdminApp.Operator, ("If-Match", first.ETag!))).Is(200);
        Assert.Equal(2, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    public async Task Of_many_at_once_exactly_one_wins_each_version()
    {
        await using var app = await AdminApp.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var seen = (await app.GetAsync(One)).Is(200).ETag!;
            var replies = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => app.PatchAsync(One, $$$"""{"rollout": {"percentage": {{{(round * 10) + i}}}}}""", headers: ("If-Match", seen))));
            Assert.Equal(1, replies.Count(reply => reply.Status == 200));
            Assert.Equal(7, replies.Count(reply => reply.Is(reply.Status == 200 ? 200 : 409).Status == 409));
        }

        Assert.Equal(3, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    public async Task A_rollout_has_a_version_as_well()
    {
        await using var app = await AdminApp.StartAsync();
        var draft = (await app.PostAsync("rollouts/production", """{"key": "new_checkout", "plan": "easy"}""")).Is(201);
        var started = (await app.PostAsync("rollouts/production/new_checkout/start", null, AdminApp.Operator, ("If-Match", draft.ETag!))).Is(200);
        var lost = (await app.PostAsync("rollouts/production/new_checkout/pause", null, AdminApp.Operator, ("If-Match", draft.ETag!))).Is(409);
        Assert.Equal(("running", "some"), (lost["current"].GetProperty("status").GetString(), lost["current"].GetProperty("stage").GetString()));
        (await app.PostAsync("rollouts/production/new_checkout/pause", null, AdminApp.Operator, ("If-Match", started.ETag!))).Is(200);
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task A_flag_that_another_flags_rollout_moves_is_changed_for_the_version_that_it_was_seen_at()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("rollouts/production", """{"key": "new_checkout", "plan": "easy", "flags": ["outbound_calls"]}""")).Is(201);
        (await app.PostAsync("rollouts/production/new_checkout/start", null)).Is(200);
        var seen = (await app.GetAsync(One)).Is(200);
        Assert.Equal((2, 0), (seen.Json.GetProperty("version").GetInt32(), seen.Json.GetProperty("ownVersion").GetInt32()));
        var killed = (await app.PostAsync($"{One}/kill", """{"reason": "calls twice"}""", AdminApp.Operator, ("If-Match", seen.ETag!))).Is(200);
        (await app.PostAsync($"{One}/include", """{"customers": ["acme"]}""", AdminApp.Operator, ("If-Match", seen.ETag!))).Is(409, "somebody else has changed it");
        var included = (await app.PostAsync($"{One}/include", """{"customers": ["acme"]}""", AdminApp.Operator, ("If-Match", killed.ETag!))).Is(200);
        var overridden = (await app.SendAsync(HttpMethod.Put, $"{One}/customers/acme", """{"enabled": true, "reason": "asked for it"}""", AdminApp.Operator, ("If-Match", included.ETag!))).Is(200);
        (await app.PostAsync($"{One}/revive", null, AdminApp.Operator, ("If-Match", overridden.ETag!))).Is(200);
        Assert.Equal(4, (await app.Manager.GetFlagAsync("outbound_calls"))!.OwnVersion);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\"x\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"1.\"")]
    [InlineData("\"1.zzzzzzzzzzzzzzzz\"")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData(" ")]
    public async Task A_condition_that_is_not_understood_is_refused(string tag)
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync(One, """{"rollout": {"percentage": 10}}""", headers: ("If-Match", tag))).Is(400, "If-Match holds one ETag", "If-Match");
        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }

    [Fact]
    public async Task A_star_stands_for_whatever_there_is()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync(One, """{"rollout": {"percentage": 10}}""", headers: ("If-Match", "*"))).Is(200);
    }

    [Fact]
    public async Task What_the_caller_has_is_not_sent_again()
    {
        await using var app = await AdminApp.StartAsync();
        foreach (var path in new[] { One, "flags/production", "rollouts/production" })
        {
            var first = (await app.GetAsync(path)).Is(200);
            foreach (var tag in new[] { first.ETag!, $"W/{first.ETag}", $"\"other\", {first.ETag}", "*" })
            {
                var again = (await app.GetAsync(path, headers: ("If-None-Match", tag))).Is(304);
                Assert.Equal(("", first.ETag), (again.Text, again.ETag));
            }

            (await app.GetAsync(path, headers: ("If-None-Match", "\"0\""))).Is(200);
        }

        var before = (await app.GetAsync(One)).ETag!;
        _ = app.Served.IsEnabled("outbound_calls", "somebody");
        app.Served.RecordOutcome(app.Served.Evaluate("outbound_calls", "thompson"), FlagOutcome.Failure());
        (await app.PatchAsync(One, """{"whitelist": ["a"]}""")).Is(200);
        (await app.GetAsync(One, headers: ("If-None-Match", before))).Is(200);
    }
}
