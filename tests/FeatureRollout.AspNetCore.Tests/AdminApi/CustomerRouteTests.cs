namespace FeatureRollout.AspNetCore.Tests.AdminApi;

public sealed class CustomerRouteTests
{
    private const string One = "flags/production/outbound-calls";

    [Theory]
    [InlineData("acme")]
    [InlineData("a b&c?d#e")]
    [InlineData("100%25")]
    [InlineData("Zoë 🚀")]
    [InlineData("..")]
    public async Task An_answer_is_fixed_for_a_customer_and_let_go(string id)
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var path = $"{One}/customers/{Uri.EscapeDataString(id).Replace(".", "%2E", StringComparison.Ordinal)}";
        if (id == "..")
        {
            // Whoever sends such a path has it taken for a step up before it gets here: the id goes into the body.
            (await app.PostAsync($"{One}/overrides", """{"customerId": "..", "enabled": true, "reason": "test"}""")).Is(200);
        }
        else
        {
            (await app.SendAsync(HttpMethod.Put, path, """{"enabled": true}""", AdminApp.Operator)).Is(400, "\"reason\" is missing");
            var set = (await app.SendAsync(HttpMethod.Put, path, """{"enabled": true, "until": "2050-01-01T00:00:00Z", "reason": "contract"}""", AdminApp.Operator)).Is(200);
            Assert.Equal((id, "operator"), (set["overrides"][0].GetProperty("customerId").GetString(), set["overrides"][0].GetProperty("actor").GetString()));
        }

        Assert.True(app.Served.IsEnabled("outbound_calls", id));
        var gone = id == ".."
            ? await app.PostAsync($"{One}/overrides/remove", """{"customerId": ".."}""")
            : await app.SendAsync(HttpMethod.Delete, path, null, AdminApp.Operator);
        Assert.Empty(gone.Is(200)["overrides"].EnumerateArray());
    }

    [Fact]
    public async Task An_id_with_a_slash_goes_into_the_body()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        (await app.SendAsync(HttpMethod.Put, $"{One}/customers/a%2Fb", """{"enabled": true, "reason": "x"}""", AdminApp.Operator)).Is(400, "slash", "customerId");
        (await app.PostAsync($"{One}/overrides", """{"customerId": "a/b", "enabled": true, "reason": "x"}""")).Is(200);
        Assert.True(app.Served.IsEnabled("outbound_calls", "a/b"));
    }

    [Theory]
    [InlineData("""{"enabled": true, "until": "tomorrow", "reason": "x"}""", "ISO 8601", "until")]
    [InlineData("""{"enabled": true, "until": 7, "reason": "x"}""", "must be a text", "until")]
    [InlineData("""{"enabled": true, "reason": ""}""", "needs a \"reason\"", "reason")]
    [InlineData("""{"enabled": 1, "reason": "x"}""", "true or false", "enabled")]
    [InlineData("""{"reason": "x"}""", "\"enabled\" is missing", "enabled")]
    [InlineData("""{"enabled": true, "reason": "\ud800"}""", "half of a surrogate pair", "reason")]
    [InlineData("""{"enabled": true, "reason": "a\u0000b"}""", "no text has", "reason")]
    public async Task A_fixed_answer_that_is_not_understood_is_refused(string body, string detail, string field)
    {
        await using var app = await AdminApp.StartAsync();
        (await app.SendAsync(HttpMethod.Put, $"{One}/customers/acme", body, AdminApp.Operator)).Is(400, detail, field);
        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }

    [Fact]
    public async Task Ids_that_cannot_be_kept_are_refused_without_being_told()
    {
        await using var app = await AdminApp.StartAsync();
        var id = new string('x', 513);
        var refused = (await app.PostAsync($"{One}/include", $$"""{"customers": ["a", "{{id}}"]}""")).Is(400, "1 to 512 bytes", "customers[1]");
        Assert.DoesNotContain("xxx", refused.Text, StringComparison.Ordinal);
        (await app.PostAsync($"{One}/overrides", $$"""{"customerId": "{{id}}", "enabled": true, "reason": "y"}""")).Is(400, "1 to 512 bytes", "customerId");
    }

    [Fact]
    public async Task Customers_are_included_and_taken_back()
    {
        await using var app = await AdminApp.StartAsync();
        Assert.Equal(2, (await app.PostAsync($"{One}/include", """{"customers": ["a", "b"], "reason": "pilot"}""", AdminApp.Operator)).Is(200)["whitelistCount"].GetInt32());
        Assert.Equal(1, (await app.PostAsync($"{One}/include/remove", """{"customers": ["a"]}""", AdminApp.Operator)).Is(200)["whitelistCount"].GetInt32());
        Assert.True(app.Served.IsEnabled("outbound_calls", "b"));
    }

    [Fact]
    public async Task An_answer_is_explained_with_attributes_and_counts_nothing()
    {
        await using var app = await AdminApp.StartAsync();
        var why = (await app.PostAsync("flags/production/with-rules/explain", """{"customerId": "acme", "attributes": {"vertical": "e-commerce", "seats": 12, "score": 1.5, "trial": true, "tags": ["a", "b"]}}""", AdminApp.Reader)).Is(200);
        Assert.Equal((true, "rule"), (why["enabled"].GetBoolean(), why["reason"].GetString()));
        Assert.NotEmpty(why["steps"].EnumerateArray());
        var all = (await app.PostAsync("customers/production/explain", """{"customerId": "thompson-engineering"}""", AdminApp.Reader)).Is(200)["flags"];
        Assert.Equal(10, all.GetArrayLength());
        Assert.Contains(all.EnumerateArray(), flag => flag.GetProperty("flag").GetString() == "sentiment_analysis" && flag.GetProperty("reason").GetString() == "included");
        Assert.Equal(0, app.Served.GetStatistics("with_rules")!.EnabledEvaluations);
        (await app.PostAsync("flags/production/with-rules/explain", """{"customerId": "a", "attributes": {"x": {"y": 1}}}""", AdminApp.Reader)).Is(400, "must be a text, a number", "attributes.x");
        (await app.PostAsync("flags/production/with-rules/explain", """{"customerId": "a", "attributes": {"x": [1]}}""", AdminApp.Reader)).Is(400, "array of texts", "attributes");
        (await app.PostAsync("flags/production/with-rules/explain", """{"customerId": "a", "attributes": {"x": 1, "x": 2}}""", AdminApp.Reader)).Is(400, "twice", "attributes.x");
        (await app.PostAsync("flags/production/with-rule/explain", """{"customerId": "a"}""", AdminApp.Reader)).Is(404, "did you mean \"with_rules\"?");
    }

    [Fact]
    [Trait("Requirement", "F-32")]
    public async Task A_customer_is_erased_and_the_id_is_in_no_log()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync($"{One}/overrides", """{"customerId": "customer-to-forget", "enabled": true, "reason": "x"}""")).Is(200);
        (await app.PatchAsync("flags/production/bulk-import", """{"whitelist": ["customer-to-forget"]}""")).Is(200);
        Assert.Contains("customer-to-forget", (await app.GetAsync("events/production")).Text, StringComparison.Ordinal);
        (await app.PostAsync("customers/production/erase", """{"customerId": "customer-to-forget"}""", AdminApp.Operator)).Is(403);
        var erased = (await app.PostAsync("customers/production/erase", """{"customerId": "customer-to-forget", "reason": "asked by mail"}""")).Is(200);
        Assert.Equal(["bulk_import", "outbound_calls"], erased["keys"].EnumerateArray().Select(key => key.GetString()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.DoesNotContain("customer-to-forget", erased.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("customer-to-forget", (await app.GetAsync("events/production")).Is(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("customer-to-forget", app.Logs.All, StringComparison.Ordinal);
    }
}
