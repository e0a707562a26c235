using FeatureRollout.Outcomes;

namespace FeatureRollout.Evaluation;

/// <summary>What a client keeps for one flag key from snapshot to snapshot: its place and everything counted.</summary>
internal sealed class FlagRecord(string key, int index, CounterSlots slots)
{
    public string Key { get; } = key;

    /// <summary>The flag's place in <see cref="Snapshot.At"/>, the same in every snapshot of this client.</summary>
    public int Index { get; } = index;

    /// <summary>The flag's slot in <see cref="EvaluationCounters"/>.</summary>
    public int Slot { get; } = slots.Allocate();

    /// <summary>Keeps the slot this flag's own for as long as the record is in use.</summary>
    public CounterSlots Slots { get; } = slots;

    public CustomerEstimate EnabledCustomers { get; } = new();

    public OutcomeWindows Outcomes { get; } = new();

    public FlagStatistics Statistics(DateTimeOffset now)
    {
        var (off, on) = EvaluationCounters.Read(Slot);
        return new FlagStatistics
        {
            Flag = Key,
            EnabledEvaluations = on,
            DisabledEvaluations = off,
            EnabledCustomers = EnabledCustomers.Estimate(),
            EnabledCustomersRelativeError = CustomerEstimate.RelativeError,
            On = LastHour(enabled: true, now),
            Off = LastHour(enabled: false, now),
        };
    }

    /// <summary>The outcomes of one arm in the hour before now.</summary>
    public ArmStatistics LastHour(bool enabled, DateTimeOffset now) => Outcomes.Read(enabled, OutcomeWindows.LongestWindow, now.UtcTicks);
}
