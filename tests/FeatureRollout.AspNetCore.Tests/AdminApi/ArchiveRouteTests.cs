namespace FeatureRollout.AspNetCore.Tests.AdminApi;

public sealed class ArchiveRouteTests
{
    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task An_archive_is_taken_and_put_back_and_served_at_once()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        (await app.PostAsync("flags/production/conversations/kill", """{"reason": "down"}""")).Is(200);
        var archive = (await app.GetAsync("archive/production", AdminApp.Administrator)).Is(200);
        Assert.Equal("application/x-ndjson", archive.Type);
        (await app.PostAsync("flags/production/conversations/revive")).Is(200);
        Assert.True(app.Served.IsEnabled("conversations", "c"));

        (await app.PostAsync("archive/production", archive.Text)).Is(409, "ask to replace it");
        var restored = (await app.PostAsync("archive/production?replace=true", archive.Text)).Is(200);

        Assert.Equal((1, 1, "production"), (restored["documents"].GetInt32(), restored["events"].GetInt32(), restored["from"].GetString()));
        Assert.False(app.Served.IsEnabled("conversations", "c"));
        Assert.Single(await app.Manager.ReadEventsAsync(null));
        Assert.Contains("Warning administrator (ApiKey) restored the environment production: 1 documents and 1 events", app.Logs.All, StringComparison.Ordinal);
        Assert.Contains("sentiment_analysis", archive.Text.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_archive_changes_nothing()
    {
        await using var app = await AdminApp.StartAsync(configure: options => options.MaxArchiveBytes = 2048);
        (await app.PostAsync("flags/production/conversations/kill", """{"reason": "down"}""")).Is(200);
        (await app.PostAsync("archive/production?replace=true", "{}")).Is(400, "cut off", "archive");
        (await app.PostAsync("archive/production?replace=true", "")).Is(400, "archive", "archive");
        (await app.PostAsync("archive/production?replace=perhaps", "{}\n")).Is(400, "true or false", "replace");
        (await app.PostAsync("archive/production?replace=true", new string('x', 3000))).Is(413);
        (await app.PostAsync("archive/production?replace=true", "{}\n", AdminApp.Administrator, ("If-Match", "\"1\""))).Is(400, "of all", "If-Match");
        (await app.PostAsync("archive/production?replace=true", "{}\n", AdminApp.Operator)).Is(403);
        (await app.GetAsync("archive/production", AdminApp.Operator)).Is(403);
        Assert.Single(await app.Manager.ReadEventsAsync(null));
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public async Task Reports_come_as_Markdown()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("rollouts/production", """{"key": "new_checkout", "plan": "short"}""")).Is(201);
        (await app.PostAsync("rollouts/production/new_checkout/start", """{"force": true, "reason": "demo"}""")).Is(200);

        var report = (await app.GetAsync("rollouts/production/New-Checkout/report")).Is(200);
        Assert.Equal("text/markdown", report.Type);
        Assert.StartsWith("# Week 1 Rollout Status: new_checkout\n", report.Text, StringComparison.Ordinal);
        Assert.Contains("## Last Seven Days", report.Text, StringComparison.Ordinal);
        (await app.GetAsync("rollouts/production/guarded/report")).Is(404, "has no rollout yet");
        Assert.Contains("## new_checkout", (await app.GetAsync("report/production")).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing happened.", (await app.GetAsync("report/production?from=2020-01-01&until=2020-02-01T00:00:00Z")).Is(200).Text, StringComparison.Ordinal);
        (await app.GetAsync("report/production?from=2020-01-01&until=2019-02-01")).Is(400, "ends after it begins");
        (await app.GetAsync("report/production?from=soon")).Is(400, "is a moment", "from");
    }

    [Fact]
    public async Task A_preview_compares_any_two_percentages_by_attributes_too()
    {
        await using var app = await AdminApp.StartAsync();
        var people = string.Join(", ", Enumerable.Range(0, 40).Select(i => $$$"""{"customerId": "c{{{i}}}", "attributes": {"vertical": "{{{(i == 7 ? "e-commerce" : "services")}}}"}}"""));
        var preview = (await app.PostAsync("flags/production/with-rules/preview", $$"""{"from": 0, "percentage": 100, "people": [{{people}}], "customers": ["acme"]}""")).Is(200);
        Assert.Equal((1, 41, 40), (preview["enabledNow"].GetInt32(), preview["enabledThen"].GetInt32(), preview["added"].GetArrayLength()));
        Assert.Equal(0m, preview["from"].GetDecimal());
        (await app.PostAsync("flags/production/with-rules/preview", """{"from": 101, "percentage": 100}""")).Is(400, "from 0 to 100", "from");
    }
}
