using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FeatureRollout.AspNetCore.Tests.Metrics;

/// <summary>What the dashboard file asks is asked of a real Prometheus that reads a small application.</summary>
[Trait("Requirement", "S3-06")]
[Trait("Requirement", "F-21")]
public sealed partial class GrafanaDashboardTests(ScrapedApp app) : IClassFixture<ScrapedApp>
{
    private const string Arm = "feature_flag_result_variant";

    private static readonly JsonElement Dashboard = Read();

    [FactWithPrometheus]
    public async Task Traffic_is_split_as_the_stage_says()
    {
        var (on, off) = await ArmsAsync("Traffic split");

        Assert.InRange(on, 0.15, 0.75);
        Assert.Equal(1, on + off, 6);
    }

    [FactWithPrometheus]
    public async Task The_new_path_has_more_errors_than_the_old_one()
    {
        var (on, off) = await ArmsAsync("Error rate, new and old");

        Assert.InRange(on, 0.05, 0.16);
        Assert.InRange(off, 0.005, 0.04);
    }

    [FactWithPrometheus]
    public async Task The_new_path_is_slower_than_the_old_one()
    {
        var (on, off) = await ArmsAsync("p95 latency, new and old");

        Assert.Equal(0.4, on, 0.02);
        Assert.Equal(0.2, off, 0.01);
    }

    [FactWithPrometheus]
    public async Task Successes_are_what_errors_leave()
    {
        var (on, off) = await ArmsAsync("Success rate, new and old");

        Assert.InRange(on, 0.84, 0.95);
        Assert.InRange(off, 0.96, 0.995);
    }

    [FactWithPrometheus]
    public async Task A_new_stage_is_an_annotation_for_one_interval()
    {
        var annotation = Dashboard.GetProperty("annotations").GetProperty("list").EnumerateArray().Single().GetProperty("expr").GetString()!;
        string[] Stages(IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)> series) => [.. series.Select(one => one.Labels["feature_rollout_stage"])];

        await app.QueryUntilAsync(Filled(annotation, interval: "1h"), series => Stages(series) is ["canary"]);
        await app.QueryUntilAsync(Filled(annotation, interval: "1s"), series => series.Count == 0);

        await app.Manager.AdvanceRolloutAsync("checkout", new RolloutActor("alice", "a test"), force: true);

        var half = await app.QueryUntilAsync(Filled(annotation, interval: "1h"), series => Stages(series) is ["half"]);
        Assert.Equal(50, half[0].Value);
        Assert.Equal("checkout", half[0].Labels["feature_flag_key"]);
    }

    [FactWithPrometheus]
    public async Task The_variables_find_the_job_and_its_flags()
    {
        foreach (var (variable, label, wanted) in new[] { ("job", "job", "shop"), ("flag", "feature_flag_key", "checkout,search") })
        {
            var query = Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Single(one => one.GetProperty("name").GetString() == variable).GetProperty("definition").GetString()!;
            var match = LabelValues().Match(query);
            Assert.Equal(label, match.Groups["label"].Value);

            await app.QueryUntilAsync(
                $"group by ({label}) ({Filled(match.Groups["selector"].Value)})",
                series => string.Join(',', series.Select(one => one.Labels[label]).Order(StringComparer.Ordinal)) == wanted);
        }
    }

    [Fact]
    public void The_four_panels_are_there_and_nothing_is_bound_to_one_installation()
    {
        Assert.Equal(
            ["Traffic split", "Error rate, new and old", "p95 latency, new and old", "Success rate, new and old"],
            Dashboard.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("title").GetString()!),
            StringComparer.Ordinal);
        Assert.All(Sources(Dashboard), uid => Assert.Equal("${datasource}", uid));
    }

    [Theory]
    [InlineData("feature_rollout.evaluations", "{evaluation}", true, "feature_rollout_evaluations_total")]
    [InlineData("feature_rollout.outcomes.latency.p95", "s", false, "feature_rollout_outcomes_latency_p95_seconds")]
    [InlineData("feature_rollout.percentage", null, false, "feature_rollout_percentage")]
    public void Names_are_what_the_exporters_make_of_them(string instrument, string? unit, bool isCounter, string name)
    {
        Assert.Equal(name, PrometheusText.NameOf(instrument, unit, isCounter));
    }

    private static JsonElement Read()
    {
        var root = typeof(GrafanaDashboardTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "RepositoryRoot").Value!;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "docs/grafana/feature-rollout.json")));
        return document.RootElement.Clone();
    }

    private static string Filled(string expression, string interval = "1m")
    {
        var filled = expression
            .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
            .Replace("$__interval", interval, StringComparison.Ordinal)
            .Replace("$job", ".*", StringComparison.Ordinal)
            .Replace("$flag", "checkout", StringComparison.Ordinal);
        Assert.DoesNotContain("$", filled, StringComparison.Ordinal);
        return filled;
    }

    private static IEnumerable<string?> Sources(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.NameEquals("datasource") ? [member.Value.GetProperty("uid").GetString()] : Sources(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Sources),
        _ => [],
    };

    /// <summary>The value of a panel's only expression for both arms, once some readings are in.</summary>
    private async Task<(double On, double Off)> ArmsAsync(string title)
    {
        var panel = Dashboard.GetProperty("panels").EnumerateArray().Single(one => one.GetProperty("title").GetString() == title);
        var expression = panel.GetProperty("targets").EnumerateArray().Single().GetProperty("expr").GetString()!;

        var series = await app.QueryUntilAsync(Filled(expression), arms => app.Served >= 6 && arms.Count == 2 && arms.All(one => double.IsFinite(one.Value)));

        return (series.Single(one => one.Labels[Arm] == "on").Value, series.Single(one => one.Labels[Arm] == "off").Value);
    }

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValues();
}
