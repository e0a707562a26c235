using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>The stages: passed, present, to come. One line where there is little room, one for each stage where there is much.</summary>
internal static class LadderPart
{
    public static Section? Of(RolloutResource? rollout, DateTimeOffset now, int width)
    {
        if (rollout is null)
        {
            return null;
        }

        var stages = rollout.CopiedPlan.Stages;
        var names = Math.Min(24, stages.Max(stage => Cells.Of(Plain.Text(stage.Name))));
        return new Section(1, 1, [Brief(rollout, stages, width)], [Line.Empty, .. stages.Select((stage, i) => Full(rollout, stage, i, names, now).Fit(width))]);
    }

    private static Line Brief(RolloutResource rollout, IReadOnlyList<StageResource> stages, int width)
    {
        var pieces = stages.Select((stage, i) => new Line(Sign(rollout, i), new Span($" {Plain.Text(stage.Name)} {Share(rollout, stage, i)}", ToneOf(rollout, i)))).ToArray();
        var first = 0;
        const string Between = "   ";
        int Needed() => pieces.Skip(first).Sum(piece => piece.Width + Between.Length) + (first > 0 ? 2 : 0);
        while (Needed() > width && first < Math.Max(0, rollout.StageNumber - 2))
        {
            first++;
        }

        var spans = first > 0 ? new List<Span> { new($"{Cells.More} ", Tone.Quiet) } : [];
        foreach (var piece in pieces.Skip(first))
        {
            spans.AddRange(piece.Spans);
            spans.Add(new Span(Between, Tone.Plain));
        }

        return new Line(spans).Fit(width);
    }

    private static Line Full(RolloutResource rollout, StageResource stage, int i, int names, DateTimeOffset now)
    {
        var passage = rollout.Passages.LastOrDefault(each => each.Stage == stage.Name);
        var when = (i + 1 - rollout.StageNumber) switch
        {
            < 0 when passage is { Until: { } until } => $"{Words.Moment(passage.From, now)}, {Words.Duration(until - passage.From)}",
            0 when rollout.StageSince is { } since => $"since {Words.Moment(since, now)}, {Words.Duration(now - since)}",
            >= 0 when stage.MinimumDuration != "0s" => "at least " + Plain.Text(stage.MinimumDuration),
            _ => "",
        };
        var steps = stage.Steps.Count < 2 ? "" : "  " + string.Join(" ", stage.Steps.Select((step, s) =>
            i + 1 == rollout.StageNumber && s + 1 == rollout.StepNumber ? $"[{Figures.Percent(step.Percentage)}]" : Figures.Percent(step.Percentage)));
        return new Line(
            Sign(rollout, i), new Span(" " + Cells.Left(Plain.Text(stage.Name), names), ToneOf(rollout, i)), new Span(Cells.Right(Share(rollout, stage, i), 9), ToneOf(rollout, i)),
            new Span("  " + when, Tone.Quiet), new Span(steps, i + 1 == rollout.StageNumber ? Tone.Plain : Tone.Quiet));
    }

    private static string Share(RolloutResource rollout, StageResource stage, int i) =>
        i + 1 == rollout.StageNumber && rollout.StepNumber > 0 && rollout.StepNumber <= stage.Steps.Count
            ? Figures.Percent(stage.Steps[rollout.StepNumber - 1].Percentage)
            : stage.Steps.Count == 0 ? Figures.Nothing : Figures.Percent(stage.Steps[^1].Percentage);

    private static Span Sign(RolloutResource rollout, int i) => rollout.Status switch
    {
        RolloutStatus.Completed => new(Signs.Good, Tone.Good),
        _ when i + 1 < rollout.StageNumber => new(Signs.Good, Tone.Good),
        _ when i + 1 == rollout.StageNumber => Signs.Status(rollout.Status),
        _ => new("·", Tone.Quiet),
    };

    private static Tone ToneOf(RolloutResource rollout, int i) => i + 1 == rollout.StageNumber ? Tone.Strong : i + 1 < rollout.StageNumber ? Tone.Plain : Tone.Quiet;
}
