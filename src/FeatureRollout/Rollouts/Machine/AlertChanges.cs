namespace FeatureRollout.Rollouts.Machine;

/// <summary>Alerts that begin to fire, and that end. Missing data does neither.</summary>
internal static class AlertChanges
{
    public static IReadOnlyList<DecidedChange> Of(RolloutState state, RolloutJudgement judgement)
    {
        var firing = state.Alerts.Select(each => each.Name).ToHashSet(StringComparer.Ordinal);
        var changes = new List<DecidedChange>();
        foreach (var (alert, result) in state.Plan.Alerts.Zip(judgement.Alerts))
        {
            var reason = $"{alert.When.Text}: {result.Explanation}";
            if (result.Verdict == CriterionVerdict.Pass && firing.Add(alert.Name))
            {
                changes.Add(new DecidedChange(new RolloutChange.AlertFired(alert.Name, alert.Severity), reason, alert.Name, [result]));
            }
            else if (result.Verdict == CriterionVerdict.Fail && firing.Remove(alert.Name))
            {
                changes.Add(new DecidedChange(new RolloutChange.AlertResolved(alert.Name), reason, alert.Name, [result]));
            }
        }

        return changes;
    }

    public static IReadOnlyList<DecidedChange> AllResolved(RolloutState state) =>
        [.. state.Alerts.Select(each => new DecidedChange(new RolloutChange.AlertResolved(each.Name), "The rollout is no longer watched.", each.Name, []))];
}
