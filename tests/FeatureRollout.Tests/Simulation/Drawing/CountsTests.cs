using FeatureRollout.Simulation.Drawing;

namespace FeatureRollout.Tests.Simulation.Drawing;

public sealed class CountsTests
{
    private const int Draws = 40_000;

    [Theory]
    [InlineData(5, 0.3)]
    [InlineData(1_000, 0.001)]
    [InlineData(1_000, 0.05)]
    [InlineData(1_000, 0.95)]
    [InlineData(50, 0.5)]
    [InlineData(1_000_000, 0.1)]
    public void Binomial_counts_have_the_mean_the_variance_and_the_range_of_their_distribution(long trials, double probability)
    {
        var random = new RandomStream(7);
        var counts = Draw(() => Counts.Binomial(random, trials, probability));

        Assert.All(counts, count => Assert.InRange(count, 0, trials));
        AssertMoments(counts, trials * probability, trials * probability * (1 - probability));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(9.9)]
    [InlineData(10.1)]
    [InlineData(1_000)]
    public void Poisson_counts_have_the_mean_and_the_variance_of_their_distribution(double mean)
    {
        var random = new RandomStream(11);

        AssertMoments(Draw(() => Counts.Poisson(random, mean)), mean, mean);
    }

    [Fact]
    public void Binomial_counts_by_rejection_are_spread_as_the_formula_says()
    {
        // 40 trials at 0.4: near the border to inversion, where the rejection has the least room.
        const int Trials = 40;
        var random = new RandomStream(13);
        var counts = Draw(() => Counts.Binomial(random, Trials, 0.4)).CountBy(count => count).ToDictionary();
        var chance = Math.Pow(0.6, Trials);
        var chiSquare = 0.0;
        for (var count = 0; count <= Trials; count++)
        {
            var expected = chance * Draws;
            if (expected >= 10)
            {
                chiSquare += Math.Pow(counts.GetValueOrDefault(count) - expected, 2) / expected;
            }

            chance *= 0.4 / 0.6 * (Trials - count) / (count + 1);
        }

        Assert.InRange(chiSquare, 4, 50); // About 21 places; beyond 50 once in 2,000.
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_comes_of_nothing(double nothing)
    {
        var random = new RandomStream(1);

        Assert.Equal(0, Counts.Poisson(random, nothing));
        Assert.Equal(0, Counts.Binomial(random, 100, nothing));
        Assert.Equal(0, Counts.Binomial(random, (long)nothing, 0.5));
        Assert.Equal(100, Counts.Binomial(random, 100, 1));
    }

    [Fact]
    public void The_stream_is_the_same_on_every_machine()
    {
        var random = new RandomStream(42);

        Assert.Equal([1546998764402558742UL, 6990951692964543102UL, 12544586762248559009UL], [random.Next(), random.Next(), random.Next()]);
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(900)]
    public void Latencies_have_the_median_and_the_95th_percentile_that_were_asked_for(int each)
    {
        var shape = new LatencyShape(TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(200));
        var random = new RandomStream(3);
        var histogram = new FeatureRollout.Outcomes.LatencyHistogram();
        for (var round = 0; round < 100; round++)
        {
            var drawn = shape.Draw(random, each);
            var sum = 0L;
            for (var i = 0; i < drawn.Length; i++)
            {
                histogram.Add(shape.FirstBucket + i, drawn[i]);
                sum += drawn[i];
            }

            Assert.Equal(each, sum);
        }

        Assert.Equal(80, histogram.Quantile(0.5)!.Value.TotalMilliseconds, 2.0);
        Assert.Equal(200, histogram.Quantile(0.95)!.Value.TotalMilliseconds, 5.0);
    }

    private static long[] Draw(Func<long> draw) => [.. Enumerable.Range(0, Draws).Select(_ => draw())];

    private static void AssertMoments(long[] counts, double mean, double variance)
    {
        var found = counts.Average();
        var spread = counts.Average(count => (count - found) * (count - found));
        Assert.InRange(found, mean - (5 * Math.Sqrt(variance / Draws)), mean + (5 * Math.Sqrt(variance / Draws)));
        Assert.InRange(spread / variance, 0.94, 1.06);
    }
}
