using System.Globalization;

namespace FeatureRollout.Flags.Plans;

/// <summary>Finds what is wrong with names, percentages and steps of stages.</summary>
/// <param name="plan">The plan.</param>
/// <param name="error">Takes what is wrong: the part of the plan, its place in words, the message.</param>
/// <param name="warn">Takes what is doubtful.</param>
internal sealed class StageLint(PlanDefinition plan, Action<object, string, string> error, Action<object, string, string> warn)
{
    /// <summary>Finds it.</summary>
    public void Check()
    {
        foreach (var (stage, _) in PlanLint.Repeated(plan.Stages.Where(stage => stage.Name.Length > 0), stage => stage.Name))
        {
            error(stage, Place(stage), $"there are two stages named \"{stage.Name}\"; rename one");
        }

        foreach (var stage in plan.Stages)
        {
            CheckStage(stage);
            CheckSteps(stage);
        }

        for (var i = 1; i < plan.Stages.Count; i++)
        {
            CheckNext(plan.Stages[i - 1], plan.Stages[i]);
        }
    }

    /// <summary>A stage in words.</summary>
    public static string Place(StageDefinition stage) => $"stage \"{stage.Name}\"";

    private void CheckStage(StageDefinition stage)
    {
        if (stage.Name.Length == 0)
        {
            error(stage, "stage", "a stage needs a name");
        }

        if (stage.MinimumDuration < TimeSpan.Zero || stage.MinimumSamples < 1)
        {
            error(stage, Place(stage), "a stage's minimum duration is not negative, and its minimum samples are at least 1");
        }

        if (stage.ExpectedVolume is { } volume && (volume.From < 0 || volume.To < volume.From))
        {
            error(volume, Place(stage), "the expected volume ends before it begins: \"to\" is less than \"from\"");
        }

        foreach (var (item, _) in PlanLint.Repeated(stage.StartChecklist.Concat(stage.EndChecklist), item => item.Name))
        {
            error(item, Place(stage), $"\"{item.Name}\" is on the stage's checklists twice, so a tick could not tell the two apart");
        }
    }

    private void CheckSteps(StageDefinition stage)
    {
        if (stage.Steps.Count == 0)
        {
            error(stage, Place(stage), "a stage has at least one step");
            return;
        }

        if (stage.Steps[0].After != TimeSpan.Zero)
        {
            error(stage.Steps[0], Place(stage), "the first step holds from the stage's start, so it has no \"after\"");
        }

        for (var i = 1; i < stage.Steps.Count; i++)
        {
            var (before, step) = (stage.Steps[i - 1], stage.Steps[i]);
            if (step.After < before.After || (step.After == before.After && !(step.Time > (before.Time ?? TimeOnly.MinValue))))
            {
                error(step, Place(stage), $"the step comes {DurationText.Write(step.After)} after the stage's start, and the one before it {DurationText.Write(before.After)}; steps stand in order");
            }

            if (step.Percentage < before.Percentage)
            {
                error(step, Place(stage), Falls(step.Percentage, before.Percentage, "the step before"));
            }
        }
    }

    private void CheckNext(StageDefinition before, StageDefinition stage)
    {
        if (before.Steps.Count == 0 || stage.Steps.Count == 0)
        {
            return;
        }

        var (last, first) = (before.Steps[^1].Percentage, stage.Steps[0].Percentage);
        if (first < last)
        {
            error(stage.Steps[0], Place(stage), Falls(first, last, $"stage \"{before.Name}\""));
        }

        foreach (var stratum in stage.Strata)
        {
            var earlier = before.Strata.FirstOrDefault(other => other.When.Equals(stratum.When))?.Percentage ?? last;
            if (stratum.Percentage < earlier)
            {
                error(stage, Place(stage), $"where {stratum.When}: {Falls(stratum.Percentage, earlier, $"stage \"{before.Name}\"")}");
            }
        }

        foreach (var stratum in before.Strata.Where(stratum => !stage.Strata.Any(other => other.When.Equals(stratum.When)) && first < stratum.Percentage))
        {
            error(stage, Place(stage), $"where {stratum.When}: {Falls(first, stratum.Percentage, $"stage \"{before.Name}\"")}");
        }

        if (last == Percentage.Full && before.Eligible is null && before.Strata.All(stratum => stratum.Percentage == Percentage.Full))
        {
            error(stage, Place(stage), $"the stage comes after \"{before.Name}\", in which everybody is in, and changes nothing; give \"{before.Name}\" its time, or the plan a \"soak\"");
        }
        else if (stage.Eligible is not null && before.Eligible is null && last > Percentage.Zero)
        {
            warn(stage, Place(stage), $"\"eligible\" is narrower than in stage \"{before.Name}\", which has none: customers that are in there and not eligible here lose the feature");
        }
    }

    private static string Falls(Percentage percentage, Percentage earlier, string where) =>
        string.Create(CultureInfo.InvariantCulture, $"the percentage falls from {earlier} in {where} to {percentage}; a rollout only rises, and rolls back by its triggers");
}
