using System.Text.Json;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

public sealed class FlagRouteTests
{
    [Fact]
    [Trait("Requirement", "S1-05")]
    public async Task A_percentage_is_set_and_a_whitelist_is_added_to()
    {
        await using var app = await AdminApp.StartAsync();
        var set = (await app.PatchAsync("flags/production/sentiment-analysis", """{"rollout": {"percentage": 12.5}}""")).Is(200);
        Assert.Equal("sentiment_analysis", set["key"].GetString());
        Assert.Equal(12.5m, set["percentage"].GetDecimal());
        Assert.Equal(1, set["version"].GetInt64());
        Assert.StartsWith("\"1.", set.ETag, StringComparison.Ordinal);

        (await app.PatchAsync("flags/production/sentiment-analysis", """{"whitelist": ["a", "b"]}""")).Is(200);
        var both = (await app.PatchAsync("flags/Production/sentiment_analysis", """{"whitelist": ["c", "a"]}""")).Is(200);
        Assert.Equal(["a", "b", "c"], both["whitelist"].EnumerateArray().Select(id => id.GetString()), StringComparer.Ordinal);
        Assert.True(app.Served.IsEnabled("sentiment_analysis", "c"));
        Assert.True(app.Served.IsEnabled("sentiment_analysis", "thompson-engineering"));
        Assert.Equal(
            ["operator percentageSet", "operator customersAdded", "operator customersAdded"],
            (await app.GetAsync("events/production")).Is(200)["events"].EnumerateArray().Select(one => $"{one.GetProperty("actor")} {one.GetProperty("kind")}"), StringComparer.Ordinal);
    }

    [Theory]
    [Trait("Requirement", "S1-05")]
    [InlineData("""{"rollot": {"percentage": 10}}""", "did you mean \"rollout\"?", "rollot")]
    [InlineData("""{"rollout": {"percent": 10}}""", "There is no member \"rollout.percent\"", "rollout.percent")]
    [InlineData("""{"rollout": {"percentage": 101}}""", "from 0 to 100", "rollout.percentage")]
    [InlineData("""{"rollout": {"percentage": -1}}""", "from 0 to 100", "rollout.percentage")]
    [InlineData("""{"rollout": {"percentage": 0.0001}}""", "three decimals", "rollout.percentage")]
    [InlineData("""{"rollout": {"percentage": "10"}}""", "must be a number", "rollout.percentage")]
    [InlineData("""{"rollout": {"percentage": 1e400}}""", "out of range", "rollout.percentage")]
    [InlineData("""{"rollout": {"percentage": null}}""", "is null", "rollout.percentage")]
    [InlineData("""{"rollout": {}}""", "\"rollout.percentage\" is missing", "rollout.percentage")]
    [InlineData("""{"rollout": 10}""", "must be an object", "rollout")]
    [InlineData("""{"rollout": null}""", "is null", "rollout")]
    [InlineData("""{"whitelist": "a"}""", "must be an array", "whitelist")]
    [InlineData("""{"whitelist": ["a", 7]}""", "must be a text", "whitelist[1]")]
    [InlineData("""{"whitelist": ["a", null]}""", "is null", "whitelist[1]")]
    [InlineData("""{"whitelist": ["a", ""]}""", "1 to 512 bytes", "whitelist[1]")]
    [InlineData("""{"whitelist": []}""", "names nobody", "whitelist")]
    [InlineData("""{"enabled": "yes"}""", "must be true or false", "enabled")]
    [InlineData("""{"enabled": false, "enabled": true}""", "is there twice", "enabled")]
    [InlineData("""{"reason": "why"}""", "nothing to change", null)]
    [InlineData("{}", "nothing to change", null)]
    [InlineData("[]", "must be an object", null)]
    [InlineData("null", "is null", null)]
    [InlineData("", "A JSON body is needed", null)]
    public async Task What_is_not_understood_is_refused_by_name(string body, string detail, string? field)
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync("flags/production/sentiment-analysis", body)).Is(400, detail, field);
        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_line_and_column()
    {
        await using var app = await AdminApp.StartAsync();
        var refused = (await app.PatchAsync("flags/production/sentiment-analysis", "{\n  \"rollout\": {\n    \"ü\": 1, \"percentages\": 3 } }")).Is(400);
        Assert.Equal((3, 5), (refused["line"].GetInt32(), refused["column"].GetInt32()));
        refused = (await app.PatchAsync("flags/production/sentiment-analysis", "{\n  \"rollout\": {\n    \"percentage\": 3, } }")).Is(400);
        Assert.Equal(3, refused["line"].GetInt32());
    }

    [Fact]
    public async Task Several_members_turn_down_first_and_up_last()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync("flags/production/outbound_calls", """{"whitelist": ["a"], "rollout": {"percentage": 50}, "enabled": false, "reason": "too many calls"}""")).Is(200);
        var on = (await app.PatchAsync("flags/production/outbound_calls", """{"enabled": true, "rollout": {"percentage": 20}}""")).Is(200);
        Assert.Empty(on["killedBy"].EnumerateArray());
        var events = await app.Manager.ReadEventsAsync("outbound_calls");
        Assert.Equal(["Killed", "PercentageSet", "CustomersAdded", "PercentageSet", "Revived"], events.Select(one => one.Change.GetType().Name), StringComparer.Ordinal);
        Assert.Equal("too many calls", events[0].Reason);
        (await app.PatchAsync("flags/production/outbound_calls", """{"enabled": true, "rollout": {"percentage": 20}}""", headers: ("If-Match", on.ETag!))).Is(400, "one change", "If-Match");
    }

    [Fact]
    [Trait("Requirement", "S3-05")]
    public async Task Names_in_camel_case_are_folded_to_flags()
    {
        await using var app = await AdminApp.StartAsync();
        const string path = "/api/v1/admin/feature-flags";
        var set = (await app.PatchAsync(path, """{"outboundCallsPercentage": 10}""")).Is(200);
        Assert.Equal(10, set["flags"][0].GetProperty("percentage").GetDecimal());
        (await app.PatchAsync(path, """{"outboundCallsEnabled": false}""")).Is(200);
        Assert.False(app.Served.IsEnabled("outbound_calls", "anybody"));
        (await app.PatchAsync(path, """{"outboundCallsEnabled": true, "outboundCallsPercentage": 100, "enableRetryLogic": false, "enableVoicemailDetection": false, "bulkImport": false}""")).Is(200);
        Assert.True(app.Served.IsEnabled("outbound_calls", "anybody"));
        Assert.All(["enable_retry_logic", "voicemail_detection", "bulk_import"], flag => Assert.False(app.Served.IsEnabled(flag, "anybody")));
    }

    [Theory]
    [Trait("Requirement", "S3-05")]
    [InlineData("""{"enableRetryLogic": false, "outboundCalsPercentage": 10}""", "did you mean \"outbound_calls\"?", "outboundCalsPercentage")]
    [InlineData("""{"enableRetryLogic": false, "outboundCallsPercentage": 101}""", "from 0 to 100", "outboundCallsPercentage")]
    [InlineData("""{"enableRetryLogic": false, "outboundCallsPercentage": true}""", "must be a number", "outboundCallsPercentage")]
    [InlineData("""{"enableRetryLogic": false, "outboundCallsEnabled": 0}""", "must be true or false", "outboundCallsEnabled")]
    [InlineData("""{"enableRetryLogic": false, "outboundCalls": 10}""", "ends in Percentage", "outboundCalls")]
    [InlineData("""{"enableRetryLogic": false, "outboundCalls": "off"}""", "must be true or false", "outboundCalls")]
    [InlineData("""{"enableRetryLogic": false, "outboundCalls": {}}""", "must be a text", "outboundCalls")]
    [InlineData("""{"enableRetryLogic": false, "outboundCallsPercentage": null}""", "is null", "outboundCallsPercentage")]
    [InlineData("""{"enableRetryLogic": false, "enable_retry_logic": true}""", "the same thing", "enable_retry_logic")]
    [InlineData("""{"enableRetryLogic": false, "nobody knows": true}""", "no flag that is known", "nobody knows")]
    [InlineData("{}", "nothing to change", null)]
    public async Task Of_several_flags_none_is_changed_where_one_is_not_understood(string body, string detail, string? field)
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PatchAsync("/api/v1/admin/feature-flags", body)).Is(400, detail, field);
        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }

    [Fact]
    [Trait("Requirement", "S3-05")]
    public async Task A_flag_that_another_rollout_moves_is_refused_before_anything_is_written()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("rollouts/production", """{"key": "new-checkout", "flags": ["outboundCalls"], "plan": "easy"}""")).Is(201);
        (await app.PatchAsync("/api/v1/admin/feature-flags", """{"enableRetryLogic": false, "outboundCallsPercentage": 10}""")).Is(409, "moved by the rollout \"new_checkout\"");
        Assert.True(app.Served.IsEnabled("enable_retry_logic", "anybody"));
    }

    [Fact]
    public async Task A_flag_is_killed_revived_and_rolled_back_with_a_reason()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("flags/production/conversations/kill", "{}")).Is(400, "A kill needs a \"reason\"", "reason");
        (await app.PostAsync("flags/production/conversations/rollback", """{"reason": " "}""")).Is(400, "A rollback needs", "reason");
        (await app.PostAsync("flags/production/conversations/kill")).Is(400, "A kill needs");
        var killed = (await app.PostAsync("flags/production/conversations/kill", """{"reason": "on fire"}""")).Is(200);
        Assert.Single(killed["killedBy"].EnumerateArray());
        Assert.Equal("off", killed["health"].GetString());
        Assert.False(app.Served.IsEnabled("conversations", "a"));
        Assert.Empty((await app.PostAsync("flags/production/conversations/revive")).Is(200)["killedBy"].EnumerateArray());
        Assert.Equal(0, (await app.PostAsync("flags/production/conversations/rollback", """{"reason": "still on fire"}""")).Is(200)["percentage"].GetDecimal());
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task Who_would_change_is_told_and_nothing_is()
    {
        await using var app = await AdminApp.StartAsync();
        var ids = JsonSerializer.Serialize(Enumerable.Range(0, 200).Select(i => $"customer-{i}"));
        var preview = (await app.PostAsync("flags/production/outbound-calls/preview", $$"""{"percentage": 50, "customers": {{ids}}}""", AdminApp.Reader)).Is(200);
        Assert.Equal((5m, 50m, true), (preview["from"].GetDecimal(), preview["to"].GetDecimal(), preview["isExact"].GetBoolean()));
        Assert.Equal(preview["enabledThen"].GetInt64() - preview["enabledNow"].GetInt64(), preview["added"].GetArrayLength());
        Assert.False((await app.PostAsync("flags/production/outbound-calls/preview", """{"percentage": 50}""", AdminApp.Reader)).Is(200)["isExact"].GetBoolean());
        Assert.Empty(await app.Manager.ReadEventsAsync(null));
        (await app.PostAsync("flags/production/outbund-calls/preview", """{"percentage": 50}""", AdminApp.Reader)).Is(404, "did you mean \"outbound_calls\"?");
    }

    [Fact]
    [Trait("Requirement", "S4-12")]
    public async Task Dependants_are_told_before_a_kill()
    {
        await using var app = await AdminApp.StartAsync();
        var told = (await app.GetAsync("flags/production/conversations/dependants")).Is(200);
        Assert.Equal(["sentiment_analysis"], told["dependants"].EnumerateArray().Select(key => key.GetString()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-27")]
    public async Task Flags_are_listed_with_owner_and_marks_and_one_has_all_of_it()
    {
        await using var app = await AdminApp.StartAsync();
        var flags = (await app.GetAsync("flags/production")).Is(200)["flags"].EnumerateArray().ToDictionary(flag => flag.GetProperty("key").GetString()!, StringComparer.Ordinal);
        Assert.Equal(10, flags.Count);
        Assert.Equal("support", flags["conversations"].GetProperty("owner").GetString());
        Assert.Contains("expired", flags["bulk_import"].GetProperty("marks").EnumerateArray().Select(mark => mark.GetProperty("kind").GetString()), StringComparer.Ordinal);
        Assert.Equal("short", flags["guarded"].GetProperty("plannedAlong").GetString());
        var one = (await app.GetAsync("flags/production/with-rules")).Is(200)["definition"];
        Assert.Equal("vertical == 'e-commerce'", one.GetProperty("rules")[0].GetProperty("when").GetString());
        Assert.Equal(1, one.GetProperty("variants")[0].GetProperty("value").GetProperty("x").GetInt32());
        _ = app.Served.IsEnabled("sentimnt_analysis", "a");
        var unknown = (await app.GetAsync("unknown-flags/production")).Is(200)["flags"][0];
        Assert.Equal(("sentimnt_analysis", "sentiment_analysis"), (unknown.GetProperty("name").GetString(), unknown.GetProperty("nearest").GetString()));
    }

    [Fact]
    public async Task Another_environment_or_flag_is_not_found_and_named()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.GetAsync("flags/staging")).Is(404, "serves the environment \"production\"");
        (await app.PatchAsync("flags/staging/outbound_calls", """{"enabled": false}""")).Is(404, "production");
        (await app.GetAsync("flags/production/sentimnt")).Is(404, "There is no flag called \"sentimnt\"");
        (await app.GetAsync("flags/production/outbound_call")).Is(404, "did you mean \"outbound_calls\"?");
        (await app.PatchAsync("flags/production/outbound_call", """{"enabled": false}""")).Is(404);
        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }
}
