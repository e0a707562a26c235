using FeatureRollout.Control.Sharing;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.History;

/// <summary>
/// The finer outcomes of one flag of this process: differences of all that was counted since each stay began, so that counting
/// itself has nothing to do with them. Thread-safe.
/// </summary>
internal sealed class OutcomeTrack
{
    private readonly Lock _gate = new();
    private Dictionary<OutcomeKey, (ArmTotals On, ArmTotals Off)> _totals = [];
    private volatile NotedOutcomes _noted;
    private long _notedTicks;

    /// <summary>Begins: what was counted before is left out.</summary>
    public OutcomeTrack(CountedStays counted) => _noted = Begin(counted);

    /// <summary>When its flag was last under way, as a timestamp of the recorder's clock.</summary>
    public long WantedAt { get; set; }

    /// <summary>What was noted.</summary>
    public NotedOutcomes Noted => _noted;

    /// <summary>Notes what is new in the middle of the time in which it came.</summary>
    public void Note(CountedStays counted)
    {
        lock (_gate)
        {
            var now = counted.Now.UtcTicks;
            if (now < _notedTicks - FineOutcomes.Step.Ticks)
            {
                // The clock was set back: what is known of the future would stand among what is to come.
                _noted = Begin(counted);
                return;
            }

            var middle = _notedTicks + (Math.Max(0, now - _notedTicks) / 2);
            foreach (var arm in TakeNew(counted))
            {
                _noted.Outcomes.Add(middle, arm);
            }

            _notedTicks = Math.Max(now, _notedTicks);
        }
    }

    private NotedOutcomes Begin(CountedStays counted)
    {
        (_totals, _notedTicks) = ([], counted.Now.UtcTicks);
        TakeNew(counted);
        return new NotedOutcomes(new FineOutcomes(), counted.Now);
    }

    /// <summary>What is new in each stay, all of it in one that was not there before.</summary>
    private List<CountedArm> TakeNew(CountedStays counted)
    {
        var totals = new Dictionary<OutcomeKey, (ArmTotals On, ArmTotals Off)>();
        var taken = new List<CountedArm>();
        foreach (var (key, windows) in counted.Stays)
        {
            var stay = _totals.TryGetValue(key, out var known) ? known : (On: new ArmTotals(enabled: true), Off: new ArmTotals(enabled: false));
            totals[key] = stay;
            taken.Add(stay.On.Take(windows));
            taken.Add(stay.Off.Take(windows));
        }

        _totals = totals;
        return taken;
    }
}
