namespace FeatureRollout.Rollouts.Machine;

/// <summary>A trigger, band or reason to hold that matches at this look.</summary>
/// <param name="Rule">As an operator reads it: the band's name, or the criterion.</param>
/// <param name="Action">What it asks for.</param>
/// <param name="Result">The verdict.</param>
/// <param name="Stays">Whether it keeps the rollout from going on as long as it matches, as triggers and reasons to hold do; a band only until its hold has been served.</param>
internal sealed record MatchedRule(string Rule, PlanAction Action, CriterionResult Result, bool Stays);

/// <summary>The rules that match at one look, and which of them counts.</summary>
internal sealed class MatchedRules
{
    private static readonly PlanAction Hold = new() { Action = RolloutAction.Hold };

    private readonly List<MatchedRule> _all = [];
    private readonly MatchedRule? _threshold;

    public MatchedRules(RolloutState state, StageCriteria criteria, RolloutJudgement judgement)
    {
        foreach (var (trigger, result) in criteria.RollbackWhen.Zip(judgement.RollbackWhen))
        {
            Add(trigger.When.Text, trigger.OnFailure, result, stays: true);
            if (trigger.IsThreshold && result.Verdict == CriterionVerdict.Pass)
            {
                _threshold = _all[^1];
            }
        }

        foreach (var (band, result) in state.Plan.Bands.Zip(judgement.Bands))
        {
            Add(band.Name ?? band.When.Text, band.Then, result);
        }

        foreach (var (criterion, result) in criteria.HoldWhen.Zip(judgement.HoldWhen))
        {
            Add(criterion.Text, Hold, result, stays: true);
        }

        Blocking = [.. _all.Where(each => each.Stays || (each.Action.Action >= RolloutAction.Hold && IsDue(state, each)))];
        Strongest = _threshold ?? _all.Where(each => each.Action.Action >= RolloutAction.Hold && IsDue(state, each)).MaxBy(each => each.Action.Action);
        FastTrack = Blocking.Count == 0 ? _all.Find(each => each.Action.Action == RolloutAction.FastTrack) : null;
    }

    /// <summary>What keeps the rollout from going on.</summary>
    public IReadOnlyList<MatchedRule> Blocking { get; }

    /// <summary>The rule that is acted on: the rollback threshold, else the first of the most severe; null for none.</summary>
    public MatchedRule? Strongest { get; }

    /// <summary>The rule that shortens the stage, where nothing keeps the rollout; null for none.</summary>
    public MatchedRule? FastTrack { get; }

    private void Add(string rule, PlanAction action, CriterionResult result, bool stays = false)
    {
        if (result.Verdict == CriterionVerdict.Pass)
        {
            _all.Add(new MatchedRule(rule, action, result, stays));
        }
    }

    /// <summary>Whether acting on a rule would still change something.</summary>
    private static bool IsDue(RolloutState state, MatchedRule rule)
    {
        var isTaken = state.RulesTaken.Contains(rule.Rule, StringComparer.Ordinal);
        var isPaused = state.Status == RolloutStatus.Paused;
        return rule.Action.Action switch
        {
            RolloutAction.Hold => !isTaken && !isPaused,
            RolloutAction.Pause => !isPaused,
            RolloutAction.SetFlag => !isTaken || !isPaused,

            // What took it back a stage goes on matching until it is mended: one stage, not all of them within a minute.
            RolloutAction.PreviousStage => !isTaken || !isPaused,
            _ => true,
        };
    }
}
