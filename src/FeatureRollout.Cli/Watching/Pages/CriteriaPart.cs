using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>Everything that is judged in this stage, with what was read and against what.</summary>
internal static class CriteriaPart
{
    private const int Figure = 10;
    private const int Label = 8;
    private const string Legend = "✓ good ✗ bad … open – no data";
    private const int Samples = 9;
    private const int Window = 8;

    /// <summary>Cells of a row that the criterion does not have.</summary>
    private const int Rest = 2 + (2 * (Figure + 1)) + Samples + 1 + 1 + Window;

    public static Section? Of(AssessmentResource? assessment, PlanResource? plan, int width)
    {
        if (assessment is null)
        {
            return null;
        }

        var groups = Groups(assessment, plan).Where(group => group.Results.Count > 0).OrderByDescending(group => group.Fires).ToArray();
        if (groups.Length == 0)
        {
            return null;
        }

        var room = Math.Clamp(width - Rest, 20, 90);
        var head = new Line(new Span(
            Cells.Left(Legend, room + 2) + Cells.Right("READING", Figure + 1) + Cells.Right("LIMIT", Figure + 1) + Cells.Right("SAMPLES", Samples + 1) + " WINDOW", Tone.Quiet));
        Line[] brief = [Line.Empty, head, .. groups.SelectMany(group => Rows(group, room, width, isFull: false))];
        return new Section(3, Math.Min(brief.Length, 8), brief, [Line.Empty, head, .. groups.SelectMany(group => Rows(group, room, width, isFull: true))]);
    }

    private static IEnumerable<Group> Groups(AssessmentResource assessment, PlanResource? plan) =>
    [
        new("go on", "goes on when all of these hold", assessment.AdvanceWhen, IsRule: false),
        new("go back", "goes back when any of these is proven", assessment.RollbackWhen, IsRule: true),
        new("stay", "stays while any of these holds", assessment.HoldWhen, IsRule: true),
        new("band", "bands", assessment.Bands, IsRule: true, i => plan?.Bands.ElementAtOrDefault(i) is { } band ? Then(band) : null),
        new("alert", "alerts", assessment.Alerts, IsRule: true),
        new("target", "targets", assessment.Targets, IsRule: false),
    ];

    private static IEnumerable<Line> Rows(Group group, int room, int width, bool isFull)
    {
        if (isFull)
        {
            yield return Line.Of("  " + group.Title, Tone.Strong);
        }

        var label = isFull ? "" : Cells.Left(group.Label, Label);
        foreach (var (i, result) in group.Results.Index())
        {
            var sign = group.IsRule ? Signs.Rule(result.Verdict) : Signs.Demand(result.Verdict);
            var note = group.Note?.Invoke(i) is { } then ? $" → {then}" : "";
            yield return new Line(
                sign,
                new Span(" " + label, Tone.Quiet),
                new Span(Cells.Left(Plain.Text(result.Criterion) + note, room - label.Length), sign.Tone == Tone.Bad ? Tone.Bad : Tone.Plain),
                new Span(" " + Cells.Right(Reading(result.Value, result.Criterion), Figure), Tone.Strong),
                new Span(" " + Cells.Right(Reading(result.Limit, result.Criterion), Figure), Tone.Plain),
                new Span(" " + Cells.Right(result.Samples is { } samples ? Figures.Count(samples) : Figures.Nothing, Samples), Tone.Plain),
                new Span(" " + Cells.Fit(Plain.Text(result.Window) is { Length: > 0 } window ? window : Figures.Nothing, Window), Tone.Quiet)).Fit(width);
            if (isFull && sign.Tone != Tone.Good)
            {
                foreach (var line in Cells.Wrap(Plain.Text(result.Explanation), Math.Max(12, width - 4), 2))
                {
                    yield return Line.Of("    " + line, Tone.Quiet);
                }
            }
        }
    }

    private static string Then(BandResource band) => band.Then switch
    {
        RolloutAction.FastTrack => "fast track",
        RolloutAction.Advance => "goes on",
        RolloutAction.Hold => "holds",
        RolloutAction.Pause => "pauses",
        RolloutAction.SetFlag => "sets a flag, pauses",
        RolloutAction.PreviousStage => "a stage back",
        RolloutAction.Kill => "kills",
        _ => "rolls back",
    };

    /// <summary>In the criterion's own unit, with four digits that count.</summary>
    private static string Reading(double? value, string criterion)
    {
        var shown = ShownReading.Value(value, criterion);
        var end = shown.IndexOf(' ', StringComparison.Ordinal);
        return double.TryParse(end < 0 ? shown : shown.AsSpan(0, end), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) is >= 0.01 and < 1e9
            ? Math.Round(number, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 4)).ToString("#,0.####", System.Globalization.CultureInfo.InvariantCulture) + (end < 0 ? "" : shown[end..])
            : value is null ? Figures.Nothing : shown;
    }

    private sealed record Group(string Label, string Title, IReadOnlyList<CriterionResource> Results, bool IsRule, Func<int, string?>? Note = null)
    {
        /// <summary>What fires stands first.</summary>
        public bool Fires => IsRule && Results.Any(result => result.Verdict == CriterionVerdict.Pass);
    }
}
