using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "S4-14")]
public sealed class CustomerEstimateTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(2_500)]
    [InlineData(5_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void The_estimate_is_within_four_standard_errors(int customers)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var estimate = Of(seed, customers).Estimate();
            Assert.True(
                Math.Abs(estimate - customers) <= 4 * CustomerEstimate.RelativeError * customers,
                $"seed {seed}: {estimate} of {customers}");
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_000)]
    [InlineData(30_000)]
    public void Over_many_seeds_the_estimate_is_neither_high_nor_low_and_spreads_as_stated(int customers)
    {
        const int seeds = 400;
        var errors = Enumerable.Range(1, seeds).Select(seed => (Of(seed, customers).Estimate() / (double)customers) - 1).ToArray();

        Assert.InRange(errors.Average(), -4 * CustomerEstimate.RelativeError / Math.Sqrt(seeds), 4 * CustomerEstimate.RelativeError / Math.Sqrt(seeds));
        Assert.InRange(Math.Sqrt(errors.Average(error => error * error)), 0, CustomerEstimate.RelativeError * 1.15);
    }

    [Fact]
    public void Nobody_is_zero_and_one_is_one()
    {
        Assert.Equal(0, new CustomerEstimate().Estimate());
        foreach (var hash in new[] { 0UL, 1UL, ulong.MaxValue, 0x8000_0000_0000_0000UL })
        {
            var estimate = new CustomerEstimate();
            estimate.Add(hash);
            Assert.Equal(1, estimate.Estimate());
        }
    }

    [Fact]
    public void The_same_customers_again_change_nothing()
    {
        var estimate = Of(seed: 7, 5_000);
        var once = estimate.Estimate();
        AddAll(estimate, seed: 7, 5_000);
        Assert.Equal(once, estimate.Estimate());
    }

    [Fact]
    public void One_flag_s_customers_are_not_another_s()
    {
        _ = Of(seed: 1, 1_000);
        Assert.Equal(0, new CustomerEstimate().Estimate());
    }

    [Fact]
    public void Threads_that_race_lose_no_customer()
    {
        for (var round = 0; round < 100; round++)
        {
            var raced = new CustomerEstimate();
            using var together = new Barrier(4);
            var threads = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
            {
                together.SignalAndWait();
                AddAll(raced, (round * 4) + seed, 2_000);
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());

            var alone = new CustomerEstimate();
            for (var seed = 0; seed < 4; seed++)
            {
                AddAll(alone, (round * 4) + seed, 2_000);
            }

            Assert.Equal(alone.Estimate(), raced.Estimate());
        }
    }

    [Fact]
    public void It_allocates_once_at_the_first_customer()
    {
        // The least of some rounds, because the runtime may allocate in the first ones while it compiles.
        Assert.InRange(Enumerable.Range(0, 5).Min(_ => Allocated()), 1_024, 1_100);

        static long Allocated()
        {
            var estimate = new CustomerEstimate();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var hash = 1UL; hash < 100_000; hash++)
            {
                estimate.Add(hash * 0x9E37_79B9_7F4A_7C15);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static CustomerEstimate Of(int seed, int customers)
    {
        var estimate = new CustomerEstimate();
        AddAll(estimate, seed, customers);
        return estimate;
    }

    private static void AddAll(CustomerEstimate estimate, int seed, int customers)
    {
        var random = new Random(seed);
        for (var i = 0; i < customers; i++)
        {
            estimate.Add((ulong)random.NextInt64() << 1 ^ (ulong)random.NextInt64());
        }
    }
}
