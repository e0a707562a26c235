using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Tests.Criteria.Language;

public sealed class CriterionParsingTests
{
    [Theory]
    [InlineData("error_rate < 0.5%", "error_rate < 0.5%")]
    [InlineData("success_rate > 95% over 1h", "success_rate > 95% over 1h")]
    [InlineData("p95(latency) < 500ms for 48h", "p95(latency) < 500ms for 48h")]
    [InlineData("p95(latency) <= 1.5x target", "p95(latency) <= 1.5x * target")]
    [InlineData("error_rate<=1.2*control", "error_rate <= 1.2 * control")]
    [InlineData("max(queue_lag) < 30 s", "max(queue_lag) < 30s")]
    [InlineData("open(P1) == 0", "open(P1) == 0")]
    [InlineData("last(nps) >= baseline + 15", "last(nps) >= baseline + 15")]
    [InlineData("ml_cost / conversations < 0.05", "ml_cost / conversations < 0.05")]
    [InlineData("last(ml_cost_daily) < 200% * average(7d)", "last(ml_cost_daily) < 200% * average(7d)")]
    [InlineData("last(ml_cost_daily) < 200% average(7d)", "last(ml_cost_daily) < 200% * average(7d)")]
    [InlineData("db_cpu > 85% for 10m", "db_cpu > 85% for 10m")]
    [InlineData("count(query_ms > 100) > 0 over stage", "count(query_ms > 100) > 0 over stage")]
    [InlineData("all( targets )\nfor 48h", "all(targets) for 48h")]
    [InlineData("errors > 5 for 5m over 1h while requests > 100 over 1h", "errors > 5 over 1h for 5m while requests > 100 over 1h")]
    [InlineData("p99.9(latency) < 2s", "p99.9(latency) < 2s")]
    [InlineData("projected(spend, 30d) <= budget", "projected(spend, 30d) <= budget")]
    [InlineData("a - (b - c) > -e * -(f + 1)", "a - (b - c) > -e * -(f + 1)")]
    [InlineData("a / 2 b > 0", "a / (2 * b) > 0")]
    public void Criteria_read_as_they_are_meant(string text, string printed)
    {
        var criterion = Criterion.Parse(text);

        Assert.Equal(text, criterion.Text);
        Assert.Equal(printed, CriterionPrinter.Print(criterion.Root));
    }

    [Theory]
    [InlineData("0.5%", 0.005)]
    [InlineData("2%", 0.02)]
    [InlineData("10%", 0.1)]
    [InlineData("99.9%", 0.999)]
    [InlineData("200%", 2)]
    [InlineData("1.5x", 1.5)]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1.5h", 5400)]
    [InlineData("7d", 604800)]
    public void A_number_is_exactly_what_its_unit_says(string number, double value) =>
        Assert.Equal(value, CriterionInspection.LimitOf(Criterion.Parse("metric < " + number))!.Limit);

    [Fact]
    public void What_a_linter_asks_of_a_criterion_is_told()
    {
        var criterion = Criterion.Parse("ml_cost / conversations < budget while max(omniops.queue.lag) < 30s while open(P1) + reported(p1) == 0");

        Assert.Equal(["ml_cost", "conversations", "omniops.queue.lag"], CriterionInspection.MetricsOf(criterion));
        Assert.Equal(["P1"], CriterionInspection.SeveritiesOf(criterion));
        Assert.Equal([new CriterionWordUse(CriterionWord.Budget, "ml_cost / conversations")], CriterionInspection.WordsOf(criterion));
        Assert.Null(CriterionInspection.LimitOf(criterion));
        Assert.Equal(
            new CriterionLimit("p95(latency)", CriterionSign.Greater, 0.5), CriterionInspection.LimitOf(Criterion.Parse("500ms < p95(latency) for 5m")));
        Assert.Equal(TimeSpan.FromMinutes(5), CriterionInspection.ForOf(Criterion.Parse("500ms < p95(latency) for 5m")));
        Assert.True(CriterionInspection.AsksForTargets(Criterion.Parse("errors == 0 while all(targets)")));
    }

    [Fact]
    public void The_longest_window_that_a_metric_needs_is_told()
    {
        var windows = CriterionJudge.SeriesOf(Criterion.Parse(
            "cost < 200% * average(7d) over 1d while max(lag) < 30s while min(lag) > 0 over 3h while cpu < 70% while sum(bugs) == 0 over stage while errors < 5"));

        Assert.Equal(
            [("bugs", CriterionJudge.WholeStage), ("cost", TimeSpan.FromDays(7)), ("cpu", TimeSpan.FromMinutes(5)), ("lag", TimeSpan.FromHours(3))],
            windows.OrderBy(window => window.Key, StringComparer.Ordinal).Select(window => (window.Key, window.Value)));
    }

    [Fact]
    public void Two_criteria_are_equal_where_their_texts_are()
    {
        Assert.Equal(Criterion.Parse("errors < 5"), Criterion.Parse("errors < 5"));
        Assert.NotEqual(Criterion.Parse("errors < 5"), Criterion.Parse("errors<5"));
    }
}
