using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>One question on one thread, evaluations counted; rotating over all flags and 10,000 ids.</summary>
public class EvaluationBenchmarks
{
    private Reference _reference = null!;
    private FeatureFlags _client = null!;
    private string[] _literals = [];
    private string[] _anyStrings = [];
    private string[] _ids = [];
    private FeatureFlag[] _handles = [];
    private CustomerFlags _customer;

    /// <summary>Flags in the client.</summary>
    [Params(10, 10_000)]
    public int Flags { get; set; }

    /// <summary>15 characters, or a GUID's 36.</summary>
    [Params("short", "guid")]
    public string Ids { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var names = Inputs.FlagNames(Flags);
        var order = Inputs.Order(Flags);
        _reference = new Reference(names, 25_000);
        _client = Inputs.Client(names);
        _literals = [.. order.Select(i => names[i])];
        _anyStrings = Inputs.AsAnyStrings(_literals);
        _ids = Inputs.IdOrder(Inputs.Ids(Ids));
        var handles = names.Select(_client.GetFlag).ToArray();
        _handles = [.. order.Select(i => handles[i])];
        _customer = _client.For(_ids[0]);
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
    public int F0()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _reference.F0(_anyStrings[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int IsEnabledAnyString()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _client.IsEnabled(_anyStrings[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int IsEnabledLiteral()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _client.IsEnabled(_literals[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int Handle()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _handles[i].IsEnabled(_ids[i]) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int ForThenHandle()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _handles[i].IsEnabled(_customer) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int ForThenName()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _customer.IsEnabled(_anyStrings[i]) ? 1 : 0;
        }

        return on;
    }
}
