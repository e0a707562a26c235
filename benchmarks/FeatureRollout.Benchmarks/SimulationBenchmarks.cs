using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>The five weeks of the plan that ships, at 1,000 requests a minute and a look every minute: 50 million requests.</summary>
[SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 3, invocationCount: 1)]
public class SimulationBenchmarks
{
    [Params(1, 15)]
    public int MinutesBetweenLooks { get; set; }

    [Benchmark]
    public async Task<SimulationResult> FiveWeeks()
    {
        var result = await Settings(MinutesBetweenLooks).SimulateAsync();
        return result.Reached(Percentage.Full) is null ? throw new InvalidOperationException(result.ToString()) : result;
    }

    internal static RolloutSimulation Settings(int minutesBetweenLooks) => new()
    {
        Plan = ShippedPlans.FiveWeeks,
        Traffic = new TrafficModel { RequestsPerMinute = 1_000, On = new ServiceModel { P95Latency = TimeSpan.FromMilliseconds(150) } },
        Interval = TimeSpan.FromMinutes(minutesBetweenLooks),
        MaximumDuration = TimeSpan.FromDays(35),
    };
}
