using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.History;

/// <summary>What had been counted of one arm in one stay when it was last looked at. Not thread-safe.</summary>
internal sealed class ArmTotals(bool enabled)
{
    private long _successes;
    private long _failures;
    private LatencyHistogram _latencies = new();

    /// <summary>What was counted since this was last called, never less than nothing: totals that have shrunk are where counting goes on from.</summary>
    public CountedArm Take(OutcomeWindows windows)
    {
        var (successes, failures) = windows.Totals(enabled);
        if (successes == _successes && failures == _failures)
        {
            return new CountedArm(enabled, Drawn: false, 0, 0, []);
        }

        var latencies = windows.AllLatencies(enabled);
        var counted = new CountedArm(enabled, Drawn: false, Math.Max(0, successes - _successes), Math.Max(0, failures - _failures), latencies.Since(_latencies));
        (_successes, _failures, _latencies) = (successes, failures, latencies);
        return counted;
    }
}
