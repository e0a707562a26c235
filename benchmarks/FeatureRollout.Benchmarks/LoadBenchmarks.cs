using System.Globalization;
using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>From text to a serving snapshot, and a list of a million ids to its table.</summary>
public class LoadBenchmarks
{
    private string _json = "";
    private FlagDefinition _listed = null!;

    internal static string TenThousandFlags() => $$"""
        { "flags": { {{string.Join(",\n", Enumerable.Range(0, 10_000).Select(i => $$"""
          "feature_flag_{{i.ToString(CultureInfo.InvariantCulture)}}": {
            "percentage": {{(i % 101).ToString(CultureInfo.InvariantCulture)}}, "include": ["acme", "umbrella"],
            "rules": [{ "when": "vertical == 'e-commerce' && seats >= 10", "percentage": 50 }],
            "owner": "team {{(i % 7).ToString(CultureInfo.InvariantCulture)}}" }
        """))}} } }
        """;

    [GlobalSetup]
    public void Setup()
    {
        _json = TenThousandFlags();
        _listed = ListBenchmarks.Definition();
    }

    [Benchmark]
    public FeatureFlags TenThousandFlagsFromJson() => FeatureFlags.FromJson(_json);

    [Benchmark]
    public int MillionIdsToList() => ListBenchmarks.Definition().Include!.Customers.Count;

    [Benchmark]
    public FeatureFlags MillionIdsToTable() => ListBenchmarks.Client(_listed);
}
