namespace FeatureRollout.Tests.Criteria.Language;

public sealed class CriterionErrorTests
{
    [Theory]
    [InlineData("", 0, "the end")]
    [InlineData("error_rate", 10, "in which direction")]
    [InlineData("error_rate 1%", 11, "in which direction")]
    [InlineData("pp5(latency) < 1s", 0, "Did you mean 'p95'?")]
    [InlineData("p100(latency) < 1s", 0, "between p0.1 and p99.9")]
    [InlineData("agv(cpu) < 70%", 0, "Did you mean 'avg'?")]
    [InlineData("median(cpu) < 70%", 0, "The functions are")]
    [InlineData("cpu < 70% fro 5m", 10, "Did you mean 'for'?")]
    [InlineData("cpu < 70% and memory < 80%", 10, "another follows 'while'")]
    [InlineData("open(P1) == 0 or open(P2) == 0", 14, "or is a criterion of its own")]
    [InlineData("cpu < target AND memory < 80%", 13, "A criterion has one comparison")]
    [InlineData("cpu < 70% ovr 5m", 10, "Did you mean 'over'?")]
    [InlineData("cpu < 70% for 5", 14, "with its unit, such as 15m")]
    [InlineData("cpu < 70% for five", 14, "such as 15m, 48h or 7d")]
    [InlineData("cpu < 70% for 5min", 15, "The units are")]
    [InlineData("cpu < 70% for 5m for 6m", 17, "stands there already")]
    [InlineData("cpu < 70% while mem < 70% for 5m", 26, "stands before 'while'")]
    [InlineData("cpu < 70% < 80%", 10, "one comparison")]
    [InlineData("cpu = 1", 4, "'=='")]
    [InlineData("cpu => 1", 4, "'>='")]
    [InlineData("cpu ≥ 1", 4, "'>='")]
    [InlineData("cost < $5", 7, "the number alone")]
    [InlineData("cost < 1,000", 8, "without commas")]
    [InlineData("cost < 1e6", 8, "The units are")]
    [InlineData("cost < 9999999999999999", 7, "too large")]
    [InlineData("(cost < 5", 6, "')'")]
    [InlineData("latency < 500ms", 0, "p95(latency)")]
    [InlineData("avg(error_rate) < 1%", 0, "without a function")]
    [InlineData("sum(requests) > 5", 0, "rate(requests)")]
    [InlineData("p95 < 500ms", 0, "p95(latency)")]
    [InlineData("all(targets) > 5", 13, "one comparison")]
    [InlineData("all(target)", 4, "Did you mean 'targets'?")]
    [InlineData("5 < 6", 0, "Nothing is measured")]
    [InlineData("target < 6", 0, "the other side")]
    [InlineData("cpu - target < alert", 6, "the other side")]
    [InlineData("cpu < ms", 6, "stands behind a number")]
    [InlineData("cpu < 5 🚀", 8, "begins nothing")]
    [InlineData("cpu. < 5", 3, "ends in '.'")]
    public void An_error_points_at_the_place_and_says_what_to_write(string text, int position, string words)
    {
        Assert.False(Criterion.TryParse(text, out var criterion, out var error));
        Assert.Null(criterion);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
        Assert.Equal(error.Message, Assert.Throws<CriterionSyntaxException>(() => Criterion.Parse(text)).Message);
    }

    [Theory]
    [Trait("Requirement", "S1-07")]
    [InlineData("error_rate > 1.0", "1.0%, or 100%")]
    [InlineData("error_rate < 5", "5%.")]
    [InlineData("0.95 > success_rate", "0.95%, or 95%")]
    [InlineData("error_rate > 1s", "percentage")]
    [InlineData("p95(latency) > 1000", "1000ms or 1000s")]
    [InlineData("p95(latency) > 50%", "1.5x target")]
    [InlineData("avg(latency) < 5 * requests", "such as 500ms")]
    [InlineData("error_rate < baseline + 5", "5%")]
    [InlineData("requests > 5%", "without a unit")]
    [InlineData("open(P1) > 1s", "without a unit")]
    [InlineData("count(latency > 500) > 5", "500ms")]
    [InlineData("error_rate < p95(latency)", "percentage")]
    public void A_limit_whose_unit_cannot_be_right_is_refused_with_advice(string text, string advice)
    {
        Assert.False(Criterion.TryParse(text, out _, out var error));
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error_rate == 0")]
    [InlineData("error_rate <= 1.2 * control + 0.1%")]
    [InlineData("errors / requests < 5%")]
    [InlineData("p95(latency) < 150% * baseline")]
    [InlineData("cpu < 70%")]
    [InlineData("queue_lag < 5s")]
    [InlineData("requests > 2 * average(7d)")]
    public void A_limit_whose_unit_may_be_right_is_read(string text) => Assert.True(Criterion.TryParse(text, out _, out _));
}
