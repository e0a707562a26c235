using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using Spectre.Console;

namespace FeatureRollout.Cli.Commands.Status;

/// <summary>The stages of a rollout: passed, present and planned, told by a sign and a word.</summary>
internal static class Ladder
{
    public static void Write(IAnsiConsole screen, RolloutResource rollout)
    {
        var sheet = new Sheet(new SheetColumn(), new(IsNumber: true), new(Least: 12), new(IsNumber: true), new(Least: 20)) { Indent = 2 };
        for (var i = 0; i < rollout.CopiedPlan.Stages.Count; i++)
        {
            var stage = rollout.CopiedPlan.Stages[i];
            var passage = rollout.Passages.LastOrDefault(each => string.Equals(each.Stage, stage.Name, StringComparison.Ordinal));
            var (sign, tone, word) = At(rollout, i + 1);
            sheet.Add(
                new(sign, tone), FormattableString.Invariant($"{i + 1}"), new(Plain.Text(stage.Name), tone), string.Join('→', stage.Steps.Select(step => Figures.Percent(step.Percentage))),
                new(word + When(passage, word, stage), tone));
        }

        sheet.WriteTo(screen);
    }

    private static (string Sign, Tone Tone, string Word) At(RolloutResource rollout, int number) => rollout switch
    {
        { Status: RolloutStatus.Completed } => ("✓", Tone.Good, "passed"),
        { Status: RolloutStatus.RolledBack or RolloutStatus.Draft } => ("○", Tone.Quiet, "planned"),
        _ when number < rollout.StageNumber => ("✓", Tone.Good, "passed"),
        _ when number == rollout.StageNumber => ("●", Tone.Strong, rollout.CopiedPlan.Stages[number - 1].Steps.Count > 1 ? FormattableString.Invariant($"present, step {rollout.StepNumber}/{rollout.CopiedPlan.Stages[number - 1].Steps.Count}") : "present"),
        _ => ("○", Tone.Quiet, "planned"),
    };

    private static string When(PassageResource? passage, string word, StageResource stage) => word switch
    {
        "planned" => stage.MinimumDuration is "0s" or "" ? "" : $", at least {Plain.Text(stage.MinimumDuration)}",
        _ when passage is null => "",
        "passed" when passage.Until is null => $" {Figures.Moment(passage.From)}",
        "passed" => $" {Figures.Moment(passage.From)} to {Figures.Moment(passage.Until)}",
        _ => $" since {Figures.Moment(passage.From)}",
    };
}
