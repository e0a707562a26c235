namespace FeatureRollout.Criteria.Judgement;

/// <summary>Measures how long something has held without a break.</summary>
/// <param name="rules">What for, and how often is looked.</param>
/// <param name="now">The moment of the look.</param>
internal sealed class HoldTimer(CriterionRules rules, DateTimeOffset now)
{
    /// <summary>
    /// The progress after a look. What does not hold ends the time. Too few samples freeze it: that time does not count. No
    /// data, and a gap of more than three intervals, freeze a trigger's and begin any other anew.
    /// </summary>
    public CriterionProgress Look(LookState state, CriterionProgress progress)
    {
        var elapsed = progress.LastLook is { } last && now > last ? now - last : TimeSpan.Zero;
        var isGap = elapsed > 3 * rules.Interval;
        var isTrigger = rules.Use == CriterionUse.Rollback;
        var next = progress with { LastLook = now };
        if (state == LookState.No || (!isTrigger && (isGap || state == LookState.NoData)))
        {
            next = next with { Since = null, Frozen = TimeSpan.Zero };
        }
        else if (next.Since is not null && (isGap || state is LookState.TooFew or LookState.NoData))
        {
            next = next with { Frozen = next.Frozen + elapsed };
        }

        return state == LookState.Yes && (next.Since is null || next.Since > now) ? next with { Since = now, Frozen = TimeSpan.Zero } : next;
    }

    /// <summary>How long it has held.</summary>
    public TimeSpan HeldFor(CriterionProgress progress) => progress.Since is { } since ? now - since - progress.Frozen : TimeSpan.Zero;
}
