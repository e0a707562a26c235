using System.Text.Json.Serialization;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Watching.Monitoring;

/// <summary>Whether a stage was passed.</summary>
[JsonConverter(typeof(CamelCase<StageVerdict>))]
internal enum StageVerdict
{
    Undecided,
    Pass,
    Fail,
}

/// <summary>The verdict on a stage at one look.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Why">In one sentence, as it came: not yet fit for a terminal.</param>
internal sealed record StageJudgement(StageVerdict Verdict, string Why)
{
    /// <summary>Judges. Pure; a fail counts before a pass, and what is undecided or unknown is never a pass.</summary>
    /// <param name="rollout">Where the rollout stands.</param>
    /// <param name="assessment">How it is judged now.</param>
    /// <param name="stage">The stage's place in the plan, from 1.</param>
    /// <param name="hasReached">Whether it stood in the stage or beyond at an earlier look.</param>
    /// <param name="seesOutcomes">Whether what was counted is seen from here.</param>
    public static StageJudgement Decide(RolloutResource rollout, AssessmentResource assessment, int stage, bool hasReached, bool seesOutcomes)
    {
        var name = rollout.CopiedPlan.Stages[stage - 1].Name;
        return Stopped(rollout)
            ?? Completed(rollout)
            ?? Firing(rollout, assessment)
            ?? Place(rollout, name, stage, hasReached)
            ?? (seesOutcomes ? Criteria(rollout, assessment, name) : new(StageVerdict.Undecided, Reading.FlagPicture.Unseen));
    }

    private static StageJudgement? Stopped(RolloutResource rollout) => rollout switch
    {
        { Status: RolloutStatus.RolledBack } => new(StageVerdict.Fail, "It was rolled back" + Because(rollout)),
        { Status: RolloutStatus.Killed } => new(StageVerdict.Fail, "It was killed" + Because(rollout)),
        { KilledBy.Count: > 0 } => new(StageVerdict.Fail, $"It is killed by {string.Join(", ", rollout.KilledBy)}."),
        _ => null,
    };

    private static StageJudgement? Completed(RolloutResource rollout) =>
        rollout.Status == RolloutStatus.Completed ? new(StageVerdict.Pass, "The rollout is completed.") : null;

    private static StageJudgement? Firing(RolloutResource rollout, AssessmentResource assessment)
    {
        if (assessment.RollbackWhen.FirstOrDefault(trigger => trigger.Verdict == CriterionVerdict.Pass) is { } trigger)
        {
            return new(StageVerdict.Fail, $"The rollback trigger {trigger.Criterion} fires. {trigger.Explanation}");
        }

        var bands = rollout.CopiedPlan.Bands;
        return assessment.Bands.Where((band, i) => band.Verdict == CriterionVerdict.Pass && i < bands.Count && bands[i].Then >= RolloutAction.PreviousStage).FirstOrDefault() is { } band
            ? new(StageVerdict.Fail, $"The band {band.Criterion} takes it back. {band.Explanation}")
            : null;
    }

    private static StageJudgement? Place(RolloutResource rollout, string name, int stage, bool hasReached)
    {
        if (rollout.StageNumber > stage)
        {
            return new(StageVerdict.Pass, $"It has gone beyond {name}, to {rollout.Stage}.");
        }

        if (rollout.StageNumber == stage)
        {
            return null;
        }

        return hasReached || HasMovedBack(rollout, stage)
            ? new(StageVerdict.Fail, $"It has moved back to before {name}{Because(rollout)}")
            : new(StageVerdict.Undecided, rollout.Stage is null ? $"It has not been started, and so not reached {name}." : $"It is in {rollout.Stage} and has not reached {name}.");
    }

    /// <summary>Somebody or something took it back out of the stage, and it has not been let go on since.</summary>
    private static bool HasMovedBack(RolloutResource rollout, int stage)
    {
        if (rollout.Status != RolloutStatus.Paused || rollout.Passages.Count < 2)
        {
            return false;
        }

        var left = rollout.Passages[^2].Stage;
        return rollout.CopiedPlan.Stages.Index().Any(each => each.Item.Name == left && each.Index + 1 >= stage);
    }

    private static StageJudgement Criteria(RolloutResource rollout, AssessmentResource assessment, string name)
    {
        if (assessment.Stage != rollout.Stage || rollout.DrillSince is not null)
        {
            return new(StageVerdict.Undecided, rollout.DrillSince is null ? "It is moving just now." : "A drill is under way.");
        }

        var criteria = assessment.AdvanceWhen;
        if (criteria.Count == 0)
        {
            return assessment.Unmet.Count == 0
                ? new(StageVerdict.Pass, $"{name} asks for no criteria, and nothing stands before going on.")
                : new(StageVerdict.Undecided, assessment.Unmet[0]);
        }

        return criteria.FirstOrDefault(criterion => criterion.Verdict != CriterionVerdict.Pass) is { } open
            ? new(StageVerdict.Undecided, $"{open.Criterion}: {Words.Verdict(open.Verdict)}. {open.Explanation}")
            : new(StageVerdict.Pass, criteria.Count == 1 ? $"The criterion of {name} holds: {criteria[0].Explanation}" : $"All {criteria.Count} criteria of {name} hold.");
    }

    private static string Because(RolloutResource rollout) => string.IsNullOrWhiteSpace(rollout.Reason) ? "." : ": " + rollout.Reason;
}
