using OutcomeTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IOutcomeStore>;

namespace FeatureRollout.TestKit.Conformance.Outcomes;

/// <summary>Batches to send, and the calls around them.</summary>
internal static class Batches
{
    public const string Flag = "search";

    private static readonly string[] Flags = [Flag, "tabs"];
    private static readonly string?[] Stages = [null, "stage1", "é</script>"];
    private static readonly bool[] Both = [true, false];

    public static OutcomeDelta Delta(long successes, string flag = Flag, string? stage = "stage1") => new()
    {
        Flag = flag,
        Stage = stage,
        Generation = 2,
        Enabled = true,
        Drawn = true,
        Successes = successes,
        Failures = 1,
        Latencies = [new LatencyCount(0, 1), new LatencyCount(2239, successes)],
    };

    public static OutcomeBatch Batch(string process, long sequence, params IReadOnlyList<AgedOutcomes> outcomes) =>
        new() { ProcessId = process, Sequence = sequence, Outcomes = outcomes };

    /// <summary>One count of something that has just been.</summary>
    public static OutcomeBatch One(string process, long sequence, long successes = 1) => Batch(process, sequence, new AgedOutcomes(TimeSpan.Zero, Delta(successes)));

    /// <summary>One of every kind of answer, at an age of its own.</summary>
    public static OutcomeBatch Kinds(string process, long sequence, TimeSpan age) => Batch(
        process,
        sequence,
        [
            .. from flag in Flags
               from stage in Stages
               from enabled in Both
               from drawn in Both
               select new AgedOutcomes(age, Delta(sequence + 1, flag, stage) with { Enabled = enabled, Drawn = drawn }),
        ]);

    public static async Task AddAsync(this OutcomeTrial trial, IOutcomeStore store, OutcomeBatch batch, string environment = Trial.Production) =>
        await store.AddOutcomesAsync(environment, batch, trial.End).ConfigureAwait(false);

    /// <summary>All that is kept.</summary>
    public static async Task<OutcomeSums> SumAsync(this OutcomeTrial trial, IOutcomeStore store, string environment = Trial.Production)
    {
        var sums = new OutcomeSums();
        var reading = await store.ReadOutcomesAsync(environment, 0, trial.End).ConfigureAwait(false);
        Rules.ReadsOn.Holds(reading.IsWhole, $"a whole reading from the start", $"an addition");
        sums.Add(reading);
        return sums;
    }

    /// <summary>Reads on from where the sums are.</summary>
    public static async Task ReadOnAsync(this OutcomeTrial trial, IOutcomeStore store, OutcomeSums sums) =>
        sums.Add(await store.ReadOutcomesAsync(Trial.Production, sums.Cursor, trial.End).ConfigureAwait(false));

    public static OutcomeSums SumsOf(params IEnumerable<OutcomeBatch> batches)
    {
        var sums = new OutcomeSums();
        foreach (var aged in batches.SelectMany(batch => batch.Outcomes))
        {
            sums.Add(aged.Counts);
        }

        return sums;
    }
}
