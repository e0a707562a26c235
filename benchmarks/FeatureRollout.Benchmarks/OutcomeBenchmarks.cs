using BenchmarkDotNet.Attributes;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// Recording an outcome under an answer given before, against asking for the same flag; on one thread and on two at once, where perfect
/// scaling takes the same time for twice the outcomes.
/// </summary>
public class OutcomeBenchmarks
{
    private const int Rounds = 20;

    private FeatureFlags _client = null!;
    private string _name = "";
    private string[] _ids = [];
    private FlagEvaluation[] _answers = [];
    private FlagOutcome[] _outcomes = [];

    [GlobalSetup]
    public void Setup()
    {
        _name = Inputs.FlagNames(10)[0];
        _client = Inputs.Client(Inputs.FlagNames(10));
        _ids = Inputs.IdOrder(Inputs.Ids("short"));
        _answers = [.. _ids.Select(id => _client.Evaluate(_name, id))];
        var random = new Random(3);
        _outcomes = [.. _ids.Select(_ => new FlagOutcome(random.Next(100) > 0, TimeSpan.FromMilliseconds(10 + (90 * random.NextDouble()))))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Inputs.Questions * Rounds)]
    public int IsEnabled()
    {
        var on = 0;
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Inputs.Questions; i++)
            {
                on += _client.IsEnabled(_name, _ids[i]) ? 1 : 0;
            }
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Inputs.Questions * Rounds)]
    public void RecordOutcome() => Record();

    [Benchmark(OperationsPerInvoke = Inputs.Questions * Rounds)]
    public void RecordOutcomeOnTwoThreads()
    {
        var other = Task.Run(Record);
        Record();
        other.GetAwaiter().GetResult();
    }

    private void Record()
    {
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Inputs.Questions; i++)
            {
                _client.RecordOutcome(_answers[i], _outcomes[i]);
            }
        }
    }
}
