using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// Ten flags that have everything: kill switch, include and exclude lists of 1,000 ids, a prerequisite with its own lists, a
/// rule and a schedule.
/// </summary>
public class FullFlagBenchmarks
{
    private const int Flags = 10;

    private Reference _reference = null!;
    private FeatureFlags _client = null!;
    private string[] _literals = [];
    private string[] _anyStrings = [];
    private string[] _ids = [];
    private EvaluationContext[] _contexts = [];

    /// <summary>15 characters, or a GUID's 36.</summary>
    [Params("short", "guid")]
    public string Ids { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var names = Inputs.FlagNames(Flags);
        _reference = new Reference(names, 25_000);
        _client = Inputs.FullClient(names);
        _literals = [.. Inputs.Order(Flags).Select(i => names[i])];
        _anyStrings = Inputs.AsAnyStrings(_literals);
        _ids = Inputs.IdOrder(Inputs.Ids(Ids));
        _contexts = [.. _ids.Select((id, i) => EvaluationContext.For(id).With("vertical", i % 2 == 0 ? "e-commerce" : "services"))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Inputs.Questions)]
    public int F1()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _reference.F1(_anyStrings[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int AnyString()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _client.IsEnabled(_anyStrings[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int Literal()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _client.IsEnabled(_literals[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    /// <summary>With an attribute that the rule looks at and that half of the customers meet.</summary>
    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int LiteralWithAttribute()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _client.IsEnabled(_literals[i], _contexts[i]) ? 1 : 0;
        }

        return on;
    }
}
