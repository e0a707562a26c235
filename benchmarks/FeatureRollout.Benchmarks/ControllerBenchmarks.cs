using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Benchmarks;

/// <summary>One pass of the controller over 1,000 running rollouts with ten criteria each, all of which have outcomes.</summary>
public class ControllerBenchmarks : IDisposable
{
    private const int Rollouts = 1_000;

    private readonly BenchmarkClock _time = new();
    private FeatureFlags _flags = null!;
    private RolloutEngine _engine = null!;

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Dispose()
    {
        _flags.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public int Pass()
    {
        _time.Now += TimeSpan.FromSeconds(15);
        return _engine.LookAsync().GetAwaiter().GetResult();
    }

    internal async Task SetupAsync()
    {
        var store = new MemoryRolloutStore(_time);
        var file = FlagFileReader.Read(Encoding.UTF8.GetBytes(Text(Rollouts)), "flags.json");
        _flags = new FeatureFlags(new FeatureFlagsOptions { Providers = { new MemoryProvider(file), store }, TimeProvider = _time });
        _engine = new RolloutEngine(_flags, store);
        await _flags.RefreshAsync();
        for (var i = 0; i < Rollouts; i++)
        {
            await _engine.Manager.StartRolloutAsync(Key(i), new RolloutActor("benchmark"));
        }

        await _flags.RefreshAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            _time.Now += TimeSpan.FromMinutes(1);
            for (var i = 0; i < Rollouts; i++)
            {
                for (var customer = 0; customer < 60; customer++)
                {
                    var evaluation = _flags.Evaluate(Key(i), "customer-" + customer.ToString(CultureInfo.InvariantCulture));
                    _flags.RecordOutcome(evaluation, FlagOutcome.Success(TimeSpan.FromMilliseconds(20 + customer)));
                }
            }

            _ = await _engine.LookAsync();
        }
    }

    private static string Key(int index) => "flag_" + index.ToString(CultureInfo.InvariantCulture);

    private static string Text(int count) => $$"""
        {
          "flags": { {{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{Key(i)}\": {{}}"))}} },
          "rollouts": { {{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{Key(i)}\": {{ \"plan\": \"ten\" }}"))}} },
          "plans": { "ten": {
            "advanceWhen": ["error_rate < 1%", "success_rate > 99% for 24h", "p95(latency) < 200ms", "open(P1) == 0", "error_rate <= 1.2 * control"],
            "rollbackWhen": ["error_rate > 5%", "error_rate > 2% over 15m", "p95(latency) > 500ms", "open(security) > 0", "reported(complaint) > 5"],
            "stages": [{ "name": "half", "percentage": 50, "minimumDuration": "7d" }, { "name": "all", "percentage": 100 }] } }
        }
        """;

    private sealed class BenchmarkClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
