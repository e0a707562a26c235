using BenchmarkDotNet.Attributes;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Benchmarks;

/// <summary>A flag at 25 % with each bucketing beside the same with v1, and with two variants; over 10,000 short ids, evaluations counted.</summary>
public class BucketingBenchmarks
{
    private FeatureFlags _client = null!;
    private string[] _ids = [];

    /// <summary>The bucketing.</summary>
    [ParamsSource(nameof(Names))]
    public string Bucketing { get; set; } = "";

    /// <summary>All bucketings but the first, which is what they are compared with.</summary>
    public static IEnumerable<string> Names => FlagFileReader.KnownBucketings.Skip(1);

    [GlobalSetup]
    public void Setup()
    {
        _ids = Inputs.IdOrder(Inputs.Ids("short"));
        _client = FeatureFlags.FromJson($$"""
            { "flags": {
              "ours": { "percentage": 25 },
              "theirs": { "percentage": 25, "bucketing": "{{Bucketing}}", "salt": "17" },
              "ours_varied": { "percentage": 100, "variants": { "a": { "weight": 1 }, "b": { "weight": 2 } } },
              "theirs_varied": { "percentage": 100, "bucketing": "{{Bucketing}}", "salt": "17", "variants": { "a": { "weight": 1 }, "b": { "weight": 2 } } }
            } }
            """);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Inputs.Questions)]
    public int Ours() => Ask("ours");

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int Theirs() => Ask("theirs");

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int OursVaried() => Draw("ours_varied");

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int TheirsVaried() => Draw("theirs_varied");

    private int Ask(string flag)
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _client.IsEnabled(flag, _ids[i]) ? 1 : 0;
        }

        return on;
    }

    private int Draw(string flag)
    {
        var letters = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            letters += _client.GetVariant(flag, _ids[i], "").Length;
        }

        return letters;
    }
}
