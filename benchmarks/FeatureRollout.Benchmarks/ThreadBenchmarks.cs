using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// The same questions on one thread and on two at once, counting on. Perfect scaling takes the same time for twice the
/// questions: throughput of two against one is 2 / ratio.
/// </summary>
public class ThreadBenchmarks
{
    private const int Rounds = 100;

    private FeatureFlags _client = null!;
    private string[] _names = [];
    private string[] _ids = [];

    /// <summary>One hot flag, or all ten in turn.</summary>
    [Params(1, 10)]
    public int Flags { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var names = Inputs.FlagNames(10);
        _client = Inputs.Client(names);
        _names = [.. Inputs.Order(Flags).Select(i => names[i])];
        _ids = Inputs.IdOrder(Inputs.Ids("short"));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Inputs.Questions * Rounds)]
    public int OneThread() => Ask();

    [Benchmark(OperationsPerInvoke = Inputs.Questions * Rounds)]
    public int TwoThreads()
    {
        var other = Task.Run(Ask);
        return Ask() + other.GetAwaiter().GetResult();
    }

    private int Ask()
    {
        var on = 0;
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Inputs.Questions; i++)
            {
                on += _client.IsEnabled(_names[i], _ids[i]) ? 1 : 0;
            }
        }

        return on;
    }
}
