using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>What stands before a start, and before the next stage or the end, each in one sentence. Pure.</summary>
internal static class GoingOn
{
    private const string NoData = "No data: ";

    /// <summary>What stands before the start; the calendar is left out where <paramref name="now"/> is null.</summary>
    public static IReadOnlyList<string> StartUnmet(RolloutState state, DateTimeOffset? now)
    {
        var unmet = new List<string>();
        var first = state.Plan.Stages[0];
        AddApprovals(unmet, state, null, state.Plan.Approvals, "the start");
        AddItems(unmet, state, null, state.Plan.Checklist, "the plan's checklist");
        AddItems(unmet, state, first.Name, first.StartChecklist, $"the checklist for the start of \"{first.Name}\"");
        AddIncidents(unmet, state);
        if (now is { } moment)
        {
            AddCalendar(unmet, state.Plan, moment);
        }

        return unmet;
    }

    /// <summary>What stands before the next stage, or before the end in the last one.</summary>
    public static IReadOnlyList<string> Unmet(RolloutState state, StageCriteria criteria, RolloutJudgement judgement, MatchedRules rules, DateTimeOffset now)
    {
        var unmet = new List<string>();
        var stage = state.Plan.Stages[state.Stage];
        AddStatus(unmet, state);
        AddStep(unmet, state, stage);
        AddTime(unmet, state, now);
        for (var i = 0; i < criteria.AdvanceWhen.Count; i++)
        {
            AddCriterion(unmet, criteria.AdvanceWhen[i], i < judgement.AdvanceWhen.Count ? judgement.AdvanceWhen[i] : null);
        }

        unmet.AddRange(rules.Blocking.Select(rule => Sentence($"\"{rule.Rule}\" stands against it: {rule.Result.Explanation}")));
        AddApprovals(unmet, state, stage.Name, stage.Approvals, $"leaving \"{stage.Name}\"");
        AddItems(unmet, state, stage.Name, stage.EndChecklist, $"the checklist for the end of \"{stage.Name}\"");
        if (!Standing.IsInLastStage(state))
        {
            var next = state.Plan.Stages[state.Stage + 1];
            AddItems(unmet, state, next.Name, next.StartChecklist, $"the checklist for the start of \"{next.Name}\"");
            AddCalendar(unmet, state.Plan, now);
        }

        return unmet;
    }

    /// <summary>The least time in the stage, a fast track and holds counted, and in the last one the soak after its last step.</summary>
    public static DateTimeOffset EarliestEnd(RolloutState state)
    {
        var stage = state.Plan.Stages[state.Stage];
        var since = SinceOf(state);
        var least = (stage.MinimumDuration * (state.DurationFactor is > 0 and <= 1 ? state.DurationFactor : 1)) + state.Extended;
        var lasted = PlanClock.Later(since, least);
        var opens = Standing.IsInLastStage(state)
            ? PlanClock.Later(state.StepSince ?? since, state.Plan.Soak)
            : PlanClock.DueAt(state.Plan, since, least, state.Plan.Stages[state.Stage + 1].Steps[0].Time);
        return opens > lasted ? opens : lasted;
    }

    /// <summary>When the stage began; long ago where a row written by hand does not say it.</summary>
    private static DateTimeOffset SinceOf(RolloutState state) => state.StageSince ?? DateTimeOffset.UnixEpoch;

    private static void AddStatus(List<string> unmet, RolloutState state)
    {
        if (state.Status == RolloutStatus.Paused)
        {
            unmet.Add("It is paused until somebody resumes it.");
        }
        else if (state.Status == RolloutStatus.Held)
        {
            unmet.Add(state.HeldUntil is { } until ? $"It is held until {PlanClock.Say(state.Plan, until)}." : "It is held.");
        }
    }

    private static void AddStep(List<string> unmet, RolloutState state, StageDefinition stage)
    {
        if (state.Step < stage.Steps.Count - 1)
        {
            var last = PlanClock.StepDueAt(state.Plan, stage, stage.Steps.Count - 1, SinceOf(state));
            unmet.Add(FormattableString.Invariant(
                $"It is in step {state.Step + 1} of {stage.Steps.Count}; the last, {stage.Steps[^1].Percentage}, begins at {PlanClock.Say(state.Plan, last)}."));
        }
    }

    private static void AddTime(List<string> unmet, RolloutState state, DateTimeOffset now)
    {
        var end = EarliestEnd(state);
        if (now < end)
        {
            unmet.Add($"{(Standing.IsInLastStage(state) ? "The soak" : "The stage")} lasts until {PlanClock.Say(state.Plan, end)} at least.");
        }
    }

    private static void AddCriterion(List<string> unmet, Criterion criterion, CriterionResult? result)
    {
        if (result?.Verdict != CriterionVerdict.Pass)
        {
            unmet.Add(Sentence($"\"{criterion.Text}\" " + result?.Verdict switch
            {
                CriterionVerdict.Fail => $"does not hold: {result.Explanation}",
                CriterionVerdict.Undecided => $"is undecided: {result.Explanation}",
                CriterionVerdict.NoData => $"has no data: {WithoutHead(result.Explanation)}",
                _ => "has not been judged",
            }));
        }
    }

    private static string WithoutHead(string explanation) =>
        explanation.StartsWith(NoData, StringComparison.Ordinal) ? explanation[NoData.Length..] : explanation;

    /// <summary>An incident that takes the feature back at the next look had better be resolved before a start.</summary>
    private static void AddIncidents(List<string> unmet, RolloutState state)
    {
        var severities = StageCriteria.Of(state.Plan, 0).RollbackWhen.SelectMany(trigger => CriterionInspection.SeveritiesOf(trigger.When)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        unmet.AddRange(state.Incidents
            .Where(incident => incident.ResolvedAt is null && severities.Contains(incident.Severity))
            .Select(incident => $"\"{incident.Id}\" ({incident.Severity}) is open, and a trigger asks for it."));
    }

    private static void AddApprovals(List<string> unmet, RolloutState state, string? stage, IReadOnlyList<string> names, string forWhat) =>
        unmet.AddRange(names.Where(name => !Signatures.IsApproved(state, stage, name)).Select(name => $"\"{name}\" has not approved {forWhat}."));

    private static void AddItems(List<string> unmet, RolloutState state, string? stage, IReadOnlyList<ChecklistItem> items, string list) =>
        unmet.AddRange(items.Where(item => item.Required && !Signatures.IsTicked(state, stage, item.Name))
            .Select(item => $"\"{item.Name}\" of {list} is not ticked{(item.Owner is null ? "" : $" (owner: {item.Owner})")}."));

    private static void AddCalendar(List<string> unmet, PlanDefinition plan, DateTimeOffset now)
    {
        var opening = PlanClock.OpeningFrom(plan, now);
        if (opening == now)
        {
            return;
        }

        var until = opening is { } at ? $"until {PlanClock.Say(plan, at)}" : "for as long as its calendar reaches";
        unmet.Add(PlanClock.FreezeAt(plan, now) is { } freeze
            ? Sentence($"Advancing is frozen {until}{(freeze.Reason is null ? "" : $": {freeze.Reason}")}")
            : $"Advancing is outside its windows {until}.");
    }

    private static string Sentence(string text) => text.TrimEnd('.', ' ') + ".";
}
