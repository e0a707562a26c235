using FeatureRollout.Outcomes;

namespace FeatureRollout.Evaluation;

/// <summary>What a client keeps for one flag key from snapshot to snapshot: its place and everything counted.</summary>
internal sealed class FlagRecord(string key, int index, CounterSlots slots, OutcomeLedger ledger)
{
    /// <summary>For so many stages, those last served, outcomes are kept; what comes later for older ones goes only to a store that many processes share.</summary>
    internal const int MostStages = 4;

    private readonly OutcomeClock _clock = new(ledger.Time);
    private Stages _stages = new([], default, default);

    public string Key { get; } = key;

    /// <summary>The flag's place in <see cref="Snapshot.At"/>, the same in every snapshot of this client.</summary>
    public int Index { get; } = index;

    /// <summary>The flag's slot in <see cref="EvaluationCounters"/>.</summary>
    public int Slot { get; } = slots.Allocate();

    /// <summary>Keeps the slot this flag's own for as long as the record is in use.</summary>
    public CounterSlots Slots { get; } = slots;

    public CustomerEstimate EnabledCustomers { get; } = new();

    /// <summary>The errors told with outcomes, of every stage.</summary>
    public ErrorLog Errors { get; } = new();

    /// <summary>The client's clock.</summary>
    public TimeProvider Time => ledger.Time;

    /// <summary>Counts an outcome under the answer that it came from.</summary>
    public void Record(in FlagEvaluation evaluation, OutcomeWindows outcomes, in FlagOutcome outcome)
    {
        outcomes.Record(evaluation.Enabled, IsDrawn(evaluation.Reason), outcome.Succeeded, outcome.Latency, _clock.NowTicks);
        if (outcome is { Succeeded: false, Error: { } error } && evaluation.Enabled)
        {
            Errors.Add(error, evaluation.Stage, Time.GetUtcNow(), Time.GetTimestamp());
        }
    }

    /// <summary>All outcomes since the start, of every stage.</summary>
    public (long Successes, long Failures) OutcomeTotals(bool enabled)
    {
        var stages = Volatile.Read(ref _stages);
        var (successes, failures) = enabled ? stages.PastOn : stages.PastOff;
        foreach (var stage in stages.Kept)
        {
            var totals = stage.Outcomes.Totals(enabled);
            successes += totals.Successes;
            failures += totals.Failures;
        }

        return (successes, failures);
    }

    /// <summary>
    /// The outcomes of answers given in one stay in a stage, or of those given under no rollout: an outcome belongs to the stage of its
    /// answer, however late it comes. Called by the one writer.
    /// </summary>
    public OutcomeWindows OutcomesAt(string? stage, int generation, DateTimeOffset now)
    {
        var (kept, pastOn, pastOff) = (_stages.Kept, _stages.PastOn, _stages.PastOff);
        if (kept is [.., var last] && last.Stage == stage && last.Generation == generation)
        {
            return last.Outcomes;
        }

        var entered = kept.FirstOrDefault(known => known.Stage == stage && known.Generation == generation) ?? Enter(stage, generation, now);
        kept = [.. kept.Where(known => known != entered), entered];
        if (kept.Length > MostStages)
        {
            pastOn = Sum(pastOn, kept[0].Outcomes.Totals(enabled: true));
            pastOff = Sum(pastOff, kept[0].Outcomes.Totals(enabled: false));
            ledger.Retire(kept[0].Outcomes);
            kept = kept[1..];
        }

        Volatile.Write(ref _stages, new Stages(kept, pastOn, pastOff));
        return entered.Outcomes;
    }

    /// <summary>The windows of the stages that are kept, the present one last.</summary>
    public IEnumerable<(string? Stage, int Generation, OutcomeWindows Outcomes)> KeptStages() =>
        Volatile.Read(ref _stages).Kept.Select(stage => (stage.Stage, stage.Generation, stage.Outcomes));

    /// <summary>What was counted, with the outcomes of one stage.</summary>
    public FlagStatistics Statistics(OutcomeWindows outcomes)
    {
        var (off, on) = EvaluationCounters.Read(Slot);
        var now = Time.GetUtcNow().UtcTicks;
        return new FlagStatistics
        {
            Flag = Key,
            EnabledEvaluations = on,
            DisabledEvaluations = off,
            EnabledCustomers = EnabledCustomers.Estimate(),
            EnabledCustomersRelativeError = CustomerEstimate.RelativeError,
            On = outcomes.Read(OutcomeArm.On, OutcomeWindows.Hour, now),
            Off = outcomes.Read(OutcomeArm.Off, OutcomeWindows.Hour, now),
        };
    }

    private StageOutcomes Enter(string? stage, int generation, DateTimeOffset now)
    {
        var outcomes = new OutcomeWindows(now.UtcTicks, Time);
        ledger.Add(Key, stage, generation, outcomes, Errors);
        return new StageOutcomes(stage, generation, outcomes);
    }

    /// <summary>Whether chance gave the answer, so that those who got the other one can be compared with.</summary>
    private static bool IsDrawn(FlagReason reason) => reason is FlagReason.Percentage or FlagReason.Rule;

    private static (long Successes, long Failures) Sum((long Successes, long Failures) one, (long Successes, long Failures) other) =>
        (one.Successes + other.Successes, one.Failures + other.Failures);

    private sealed record StageOutcomes(string? Stage, int Generation, OutcomeWindows Outcomes);

    /// <summary>The stages last served, the present one last, and the totals of all before them.</summary>
    private sealed record Stages(StageOutcomes[] Kept, (long Successes, long Failures) PastOn, (long Successes, long Failures) PastOff);
}
