using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>One question on one thread, evaluations counted; rotating over all flags and 10,000 ids.</summary>
public class EvaluationBenchmarks
{
    private Reference _reference = null!;
    private FeatureFlags _client = null!;
    private FeatureFlags _full = null!;
    private string[] _literals = [];
    private string[] _anyStrings = [];
    private string[] _ids = [];
    private FeatureFlag[] _handles = [];
    private EvaluationContext[] _contexts = [];
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
        _full = Flags > 10 ? _client : Inputs.FullClient(names);
        _literals = [.. order.Select(i => names[i])];
        _anyStrings = Inputs.AsAnyStrings(_literals);
        _ids = Inputs.IdOrder(Inputs.Ids(Ids));
        _contexts = [.. _ids.Select((id, i) => EvaluationContext.For(id).With("vertical", i % 2 == 0 ? "e-commerce" : "services"))];
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

    /// <summary>Kill switch, lists of 1,000, a prerequisite with its own, a rule and a schedule; only with 10 flags.</summary>
    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int FullFlagAnyString()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _full.IsEnabled(_anyStrings[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    /// <summary>The same by literal.</summary>
    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int FullFlagLiteral()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _full.IsEnabled(_literals[i], _ids[i]) ? 1 : 0;
        }

        return on;
    }

    /// <summary>The same with an attribute that the rule looks at.</summary>
    [Benchmark(OperationsPerInvoke = Inputs.Questions)]
    public int FullFlagWithAttribute()
    {
        var on = 0;
        for (var i = 0; i < Inputs.Questions; i++)
        {
            on += _full.IsEnabled(_literals[i], _contexts[i]) ? 1 : 0;
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
