namespace FeatureRollout.Evaluation;

/// <summary>
/// The counter slots of one client. They are given back when the last of its flags is unreachable, not when the client is
/// disposed: a disposed client may still be asked, and must not count into slots that are somebody else's by then.
/// </summary>
internal sealed class CounterSlots
{
    private readonly List<int> _slots = [];

    /// <summary>A slot that counts from zero. Not thread-safe.</summary>
    public int Allocate()
    {
        var slot = EvaluationCounters.Allocate();
        _slots.Add(slot);
        return slot;
    }

#pragma warning disable MA0055 // Only the collector knows when the last question can have been asked.
    ~CounterSlots() => _slots.ForEach(EvaluationCounters.Free);
#pragma warning restore MA0055
}
