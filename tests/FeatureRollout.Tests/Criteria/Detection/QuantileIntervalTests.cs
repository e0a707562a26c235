using FeatureRollout.Criteria.Detection;

namespace FeatureRollout.Tests.Criteria.Detection;

[Trait("Requirement", "F-15")]
public sealed class QuantileIntervalTests
{
    // The median's ranks at 95 % from any table of the sign test; those of the others from exact binomial sums.
    [Theory]
    [InlineData(10, 0.5, 2, 9)]
    [InlineData(20, 0.5, 6, 15)]
    [InlineData(100, 0.5, 40, 61)]
    [InlineData(5, 0.5, 0, 6)]
    [InlineData(6, 0.5, 1, 6)]
    [InlineData(20, 0.95, 17, 21)]
    [InlineData(0, 0.95, 0, 1)]
    [InlineData(1, 0.5, 0, 2)]
    public void Ranks_are_those_of_exact_binomial_sums(long count, double quantile, long lower, long upper)
    {
        var interval = QuantileInterval.Of(count, quantile);
        Assert.Equal((lower, upper), (interval.LowerRank, interval.UpperRank));
    }

    [Theory]
    [InlineData(7, 0.5)]
    [InlineData(30, 0.95)]
    [InlineData(90, 0.95)]
    [InlineData(173, 0.9)]
    [InlineData(140, 0.99)]
    public void Each_end_is_the_last_that_its_tail_allows(int count, double quantile)
    {
        foreach (var confidence in new[] { 0.5, 0.9, 0.95, 0.99 })
        {
            var tail = (1 - confidence) / 2;
            var interval = QuantileInterval.Of(count, quantile, confidence);
            Assert.True(AtMost(interval.LowerRank - 1) <= tail && AtMost(interval.LowerRank) > tail);
            Assert.True(1 - AtMost(interval.UpperRank - 1) <= tail + 1e-12 && 1 - AtMost(interval.UpperRank - 2) > tail);
        }

        double AtMost(long k)
        {
            var (probability, sum) = (Math.Pow(1 - quantile, count), 0.0);
            for (var i = 0; i <= k; i++)
            {
                sum += probability;
                probability *= (count - i) * quantile / ((i + 1) * (1 - quantile));
            }

            return sum;
        }
    }

    [Fact]
    public void Too_few_values_have_no_end_rather_than_a_false_one()
    {
        var few = QuantileInterval.Of(30, 0.95);
        Assert.Null(few.UpperLevel);
        Assert.NotNull(few.LowerLevel);
        Assert.False(few.IsWithin(over: 0));
        Assert.Null(QuantileInterval.Of(0, 0.95).LowerLevel);
        Assert.False(QuantileInterval.Of(0, 0.95).IsOver(0));
        Assert.False(QuantileInterval.Of(0, 0.95).IsWithin(0));
    }

    [Fact]
    public void A_limit_is_exceeded_or_kept_only_where_the_whole_interval_is_on_one_side()
    {
        var interval = QuantileInterval.Of(1000, 0.95);
        Assert.True(interval.IsOver(100));
        Assert.False(interval.IsOver(55));
        Assert.False(interval.IsWithin(55));
        Assert.True(interval.IsWithin(20));
        Assert.InRange(interval.LowerLevel!.Value, 0.93, 0.94);
        Assert.InRange(interval.UpperLevel!.Value, 0.96, 0.97);
    }

    [Fact]
    public void A_thousand_million_values_give_a_narrow_interval_at_once()
    {
        var interval = QuantileInterval.Of(1_000_000_000, 0.5);
        // 1.96 standard deviations of 15,811.
        Assert.InRange(interval.LowerRank, 499_969_000, 499_969_020);
        Assert.InRange(interval.UpperRank, 500_030_980, 500_031_000);
    }

    [Fact]
    public void It_holds_the_true_quantile_as_often_as_it_says()
    {
        var random = new Random(7);
        var held = 0;
        for (var run = 0; run < 2000; run++)
        {
            var values = Enumerable.Range(0, 200).Select(_ => -Math.Log(1 - random.NextDouble())).Order().ToArray();
            var interval = QuantileInterval.Of(values.Length, 0.9);
            var truth = Math.Log(10);
            held += values[interval.LowerRank - 1] <= truth && truth <= values[interval.UpperRank - 1] ? 1 : 0;
        }

        Assert.InRange(held / 2000.0, 0.95, 0.98);
    }

    [Theory]
    [InlineData(-1, 0.5, 0.95)]
    [InlineData(1, 0, 0.95)]
    [InlineData(1, 1, 0.95)]
    [InlineData(1, 0.5, 0)]
    [InlineData(1, 0.5, 1)]
    public void Numbers_out_of_range_are_refused(long count, double quantile, double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileInterval.Of(count, quantile, confidence));
}
