using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>What still stands before the next stage, what happened last, and who serves it.</summary>
internal static class RestParts
{
    private const int Brief = 5;

    public static Section? Unmet(FlagPicture picture, int width) => picture.Assessment is not { Unmet: { Count: > 0 } unmet } ? null : new Section(4, 1,
        [.. unmet.Select(each => Line.Of("- " + Shown(picture, each)).Fit(width))],
        [
            Line.Empty,
            Line.Of("  before the next stage", Tone.Strong),
            .. unmet.SelectMany(each => Cells.Wrap(Shown(picture, each), width - 2, 2).Select((line, i) => Line.Of((i == 0 ? "- " : "  ") + line))),
        ]);

    public static Section? Events(FlagPicture picture, DateTimeOffset now, int width)
    {
        var lines = picture.Events.Reverse().Select(happened => new Line(
            new Span($"{Words.Moment(happened.At, now),-11} ", Tone.Quiet),
            new Span(Plain.Text(happened.Actor), Tone.Strong),
            new Span("  " + Plain.Text(happened.Text) + (string.IsNullOrEmpty(happened.Reason) ? "" : ": " + Plain.Text(happened.Reason)), Tone.Plain)).Fit(width)).ToArray();
        return lines.Length == 0 ? null : new Section(5, 2, [Line.Empty, .. lines.Take(Brief)], [Line.Empty, .. lines.Take(Brief * 3)]);
    }

    public static Section? Fleet(FlagPicture picture, int width) => picture.Fleet is not { } fleet ? null : new Section(5, 1,
    [Served(fleet).Fit(width)],
    [
        Line.Empty,
        Served(fleet).Fit(width),
        .. fleet.Processes.Where(process => process.Since is null).Select(process =>
            new Line(new Span(Signs.Open, Tone.Attention), new Span(" not yet by " + Plain.Text(process.Name), Tone.Plain)).Fit(width)),
    ]);

    /// <summary>A condition that is not met.</summary>
    private static string Shown(FlagPicture picture, string unmet) => Plain.Text(picture.SeesOutcomes ? unmet : FlagPicture.WithoutReason(unmet));

    private static Line Served(FleetResource fleet) => fleet switch
    {
        { Processes.Count: 0 } => new Line(new Span(Signs.Nothing, Tone.Quiet), new Span(" no process has told the store what it serves", Tone.Quiet)),
        { IsEverywhere: true } => new Line(new Span(Signs.Good, Tone.Good), new Span(" served: " + Plain.Text(fleet.Text), Tone.Plain)),
        _ => new Line(new Span(Signs.Open, Tone.Attention), new Span(" served: " + Plain.Text(fleet.Text), Tone.Plain)),
    };
}
