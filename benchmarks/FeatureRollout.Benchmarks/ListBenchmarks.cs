using System.Collections.Frozen;
using System.Globalization;
using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>An include list of a million ids before a percentage: customers on the list, and not on it.</summary>
public class ListBenchmarks
{
    private const int Listed = 1_000_000;

    private Reference _reference = null!;
    private FeatureFlags _client = null!;
    private FrozenSet<string> _set = null!;
    private string[] _hits = [];
    private string[] _misses = [];

    /// <summary>How many different ids ask again and again.</summary>
    [Params(1_024, 65_536)]
    public int Recurring { get; set; }

    internal static FlagDefinition Definition() => new()
    {
        Key = "listed",
        Percentage = 25,
        Include = Audience.Of(Enumerable.Range(0, Listed).Select(Id)),
    };

    [GlobalSetup]
    public void Setup()
    {
        _reference = new Reference(["listed"], 25_000);
        _client = Client(Definition());
        _set = Enumerable.Range(0, Listed).Select(Id).ToFrozenSet(StringComparer.Ordinal);
        var random = new Random(3);
        var hits = Enumerable.Range(0, Recurring).Select(_ => Id(random.Next(Listed))).ToArray();
        var misses = Enumerable.Range(0, Recurring).Select(_ => Id(Listed + random.Next(Listed))).ToArray();
        _hits = [.. Enumerable.Range(0, Inputs.Questions).Select(_ => hits[random.Next(Recurring)])];
        _misses = [.. Enumerable.Range(0, Inputs.Questions).Select(_ => misses[random.Next(Recurring)])];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Inputs.Questions)]
    public int F1()
    {
        var on = 0;
        foreach (var id in _misses)
        {
            on += _reference.F1("listed", id) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int Hit()
    {
        var on = 0;
        foreach (var id in _hits)
        {
            on += _client.IsEnabled("listed", id) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int Miss()
    {
        var on = 0;
        foreach (var id in _misses)
        {
            on += _client.IsEnabled("listed", id) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int FrozenSetHit()
    {
        var on = 0;
        foreach (var id in _hits)
        {
            on += _set.Contains(id) || _reference.F1("listed", id) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int FrozenSetMiss()
    {
        var on = 0;
        foreach (var id in _misses)
        {
            on += _set.Contains(id) || _reference.F1("listed", id) ? 1 : 0;
        }

        return on;
    }

    internal static FeatureFlags Client(FlagDefinition definition)
    {
        var memory = new MemoryProvider(new FlagSet
        {
            Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { [definition.Key] = definition },
        });
        var options = new FeatureFlagsOptions();
        options.Providers.Add(memory);
        var client = new FeatureFlags(options);
        client.RefreshAsync().GetAwaiter().GetResult();
        return client;
    }

    private static string Id(int number) => "customer-" + number.ToString("D7", CultureInfo.InvariantCulture);
}
