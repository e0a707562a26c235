using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Commands.Status;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>All rollouts at one moment.</summary>
internal sealed record ListPicture(DateTimeOffset At, string Environment, string Place, bool SeesOutcomes, IReadOnlyList<RolloutSummaryResource> Rollouts);

/// <summary>The page of all rollouts: what needs somebody first, then what moves, then the rest.</summary>
internal static class ListPage
{
    private const int State = 13;
    private const int Share = 8;
    private const int Since = 8;
    private const int Rate = 9;

    public static IReadOnlyList<Line> Draw(ListPicture picture, DateTimeOffset now, int width, int? height, string? trouble, out int hidden)
    {
        List<Line> top = [HeadPart.Title("rollouts", picture.Environment, picture.Place, now, width)];
        if (trouble is not null)
        {
            top.AddRange(Cells.Wrap(Plain.Text(trouble), width - 2, 2).Select((line, i) => new Line(new Span((i == 0 ? Signs.Look : " ") + " " + line, Tone.Attention))));
        }

        if (!picture.SeesOutcomes)
        {
            top.Add(new Line(new Span(Signs.Look + " ", Tone.Attention), new Span(Reading.FlagPicture.Unseen, Tone.Plain)).Fit(width));
        }

        top.Add(Line.Empty);
        if (picture.Rollouts.Count == 0)
        {
            hidden = 0;
            return [.. top, Line.Of("There is no rollout.")];
        }

        var names = Math.Clamp(picture.Rollouts.Max(rollout => Cells.Of(Plain.Text(rollout.Key))), 7, Math.Max(12, width / 3));
        var stages = Math.Max(10, width - names - State - Share - Since - Rate - 8);
        top.Add(Line.Of(
            $"  {Cells.Left("ROLLOUT", names)} {Cells.Left("STATUS", State)} {Cells.Left("STAGE", stages)} {Cells.Right("ON FOR", Share)} {Cells.Right("SINCE", Since)} {Cells.Right("ERRORS", Rate)}", Tone.Quiet).Fit(width));
        var rows = picture.Rollouts.OrderBy(Order).ThenBy(rollout => rollout.Key, StringComparer.Ordinal).Select(rollout => Row(rollout, now, names, stages, picture.SeesOutcomes).Fit(width)).ToArray();
        var shown = height is { } room ? Math.Clamp(room - top.Count, 0, rows.Length) : rows.Length;
        hidden = rows.Length - shown;
        return [.. top, .. rows.Take(shown)];
    }

    private static Line Row(RolloutSummaryResource rollout, DateTimeOffset now, int names, int stages, bool seesOutcomes)
    {
        var sign = rollout.KilledBy.Count > 0 ? new Span(Signs.Bad, Tone.Bad) : rollout.Health == FlagHealth.Attention && rollout.Status == RolloutStatus.Running ? new Span(Signs.Look, Tone.Attention) : Signs.Status(rollout.Status);
        var stage = rollout.Stage is null ? Figures.Nothing : $"{rollout.StageNumber}/{rollout.StageCount} {Plain.Text(rollout.Stage)}";
        return new Line(
            sign,
            new Span(" " + Cells.Left(Plain.Text(rollout.Key), names), Tone.Strong),
            new Span(" " + Cells.Left(rollout.KilledBy.Count > 0 ? "killed" : Words.Status(rollout.Status), State), sign.Tone),
            new Span(" " + Cells.Left(stage, stages) + " " + Cells.Right(Reached.Of(rollout).Short, Share), Tone.Plain),
            new Span(" " + Cells.Right(rollout.StageSince is { } since ? Words.Duration(now - since) : Figures.Nothing, Since), Tone.Quiet),
            new Span(" " + Cells.Right(seesOutcomes ? Figures.Rate(rollout.Counts.ErrorRate) : Figures.Nothing, Rate), Tone.Plain));
    }

    private static int Order(RolloutSummaryResource rollout) => rollout switch
    {
        { KilledBy.Count: > 0 } or { Status: RolloutStatus.Killed or RolloutStatus.RolledBack } => 0,
        { Health: FlagHealth.Attention } => 1,
        { Status: RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused } => 2,
        { Status: RolloutStatus.Draft } => 3,
        _ => 4,
    };
}
