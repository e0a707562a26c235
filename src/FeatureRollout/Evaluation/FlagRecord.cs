using FeatureRollout.Outcomes;

namespace FeatureRollout.Evaluation;

/// <summary>What a client keeps for one flag key from snapshot to snapshot: its place and everything counted.</summary>
internal sealed class FlagRecord(string key, int index, CounterSlots slots)
{
    private (string? Stage, OutcomeWindows Outcomes)[] _stages = [];

    public string Key { get; } = key;

    /// <summary>The flag's place in <see cref="Snapshot.At"/>, the same in every snapshot of this client.</summary>
    public int Index { get; } = index;

    /// <summary>The flag's slot in <see cref="EvaluationCounters"/>.</summary>
    public int Slot { get; } = slots.Allocate();

    /// <summary>Keeps the slot this flag's own for as long as the record is in use.</summary>
    public CounterSlots Slots { get; } = slots;

    public CustomerEstimate EnabledCustomers { get; } = new();

    /// <summary>All outcomes since the start, of every stage.</summary>
    public (long Successes, long Failures) OutcomeTotals(bool enabled)
    {
        var (successes, failures) = (0L, 0L);
        foreach (var stage in Volatile.Read(ref _stages))
        {
            var totals = stage.Outcomes.Totals(enabled);
            successes += totals.Successes;
            failures += totals.Failures;
        }

        return (successes, failures);
    }

    /// <summary>
    /// The outcomes of answers given at a stage, or of those given under no rollout: an outcome belongs to the stage of its
    /// answer, however late it comes. Called by the one writer.
    /// </summary>
    public OutcomeWindows OutcomesAt(string? stage)
    {
        foreach (var known in _stages)
        {
            if (known.Stage == stage)
            {
                return known.Outcomes;
            }
        }

        var outcomes = new OutcomeWindows();
        Volatile.Write(ref _stages, [.. _stages, (stage, outcomes)]);
        return outcomes;
    }

    /// <summary>What was counted, with the outcomes of one stage.</summary>
    public FlagStatistics Statistics(OutcomeWindows outcomes, DateTimeOffset now)
    {
        var (off, on) = EvaluationCounters.Read(Slot);
        return new FlagStatistics
        {
            Flag = Key,
            EnabledEvaluations = on,
            DisabledEvaluations = off,
            EnabledCustomers = EnabledCustomers.Estimate(),
            EnabledCustomersRelativeError = CustomerEstimate.RelativeError,
            On = outcomes.Read(enabledArm: true, OutcomeWindows.LongestWindow, now.UtcTicks),
            Off = outcomes.Read(enabledArm: false, OutcomeWindows.LongestWindow, now.UtcTicks),
        };
    }
}
