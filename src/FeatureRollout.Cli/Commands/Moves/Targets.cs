using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands.Moves;

/// <summary>Where a step leads, as far as the rollout's own copy of the plan says; the step itself decides.</summary>
internal static class Targets
{
    public static IEnumerable<string> First(RolloutResource? rollout) => rollout is null ? [] : To(rollout, 0, "starts with");

    public static IEnumerable<string> Next(RolloutResource? rollout) => rollout switch
    {
        null => [],
        { StepNumber: > 0 } when rollout.StageNumber > 0 && rollout.StepNumber < rollout.CopiedPlan.Stages[rollout.StageNumber - 1].Steps.Count =>
            [$"goes on to the stage's next step, {Figures.Percent(rollout.CopiedPlan.Stages[rollout.StageNumber - 1].Steps[rollout.StepNumber].Percentage)}"],
        _ when rollout.StageNumber >= rollout.StageCount => ["completes the rollout"],
        _ => To(rollout, rollout.StageNumber, "goes on to"),
    };

    public static IEnumerable<string> Earlier(RolloutResource? rollout, string? stage)
    {
        var index = rollout is null ? -1 : stage is null ? rollout.StageNumber - 2 : rollout.CopiedPlan.Stages.ToList().FindIndex(each => string.Equals(each.Name, stage, StringComparison.Ordinal));
        return index < 0 ? [] : To(rollout!, index, "goes back to");
    }

    private static IEnumerable<string> To(RolloutResource rollout, int stage, string verb) =>
        stage < rollout.CopiedPlan.Stages.Count && rollout.CopiedPlan.Stages[stage] is { Steps: [var step, ..] } at
            ? [$"{verb} stage {Plain.Text(at.Name)} ({stage + 1}/{rollout.StageCount}), {Figures.Percent(step.Percentage)}"]
            : [];
}
