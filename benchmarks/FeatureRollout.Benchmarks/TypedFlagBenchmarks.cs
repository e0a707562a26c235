using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>A typed flag beside its name as a text; rotating over ten flags at 25 % and 10,000 short ids, evaluations counted.</summary>
public class TypedFlagBenchmarks
{
    private FeatureFlags _client = null!;
    private string[] _literals = [];
    private string[] _anyStrings = [];
    private FlagHandle[] _typed = [];
    private FeatureFlag[] _kept = [];
    private string[] _ids = [];

    [GlobalSetup]
    public void Setup()
    {
        var names = Inputs.FlagNames(10);
        var order = Inputs.Order(names.Length);
        _client = Inputs.Client(names);
        _literals = [.. order.Select(i => names[i])];
        _anyStrings = Inputs.AsAnyStrings(_literals);
        var handles = names.Select(name => new FlagHandle(name)).ToArray();
        _typed = [.. order.Select(i => handles[i])];
        _kept = [.. _typed.Select(_client.GetFlag)];
        _ids = Inputs.IdOrder(Inputs.Ids("short"));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Inputs.Questions)]
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

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int Typed()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _client.IsEnabled(_typed[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int Kept()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _kept[i].IsEnabled(_ids[i]) ? 1 : 0;
        }

        return on;
    }
}
