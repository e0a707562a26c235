using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>How it goes with the flag on against with it off.</summary>
internal static class ArmsPart
{
    /// <summary>One for each minute that is asked for.</summary>
    private const int Columns = 15;

    public static Section? Of(FlagPicture picture, int width)
    {
        if (!picture.SeesOutcomes)
        {
            return null;
        }

        var (on, off) = (Points(picture.History, point => point.On), Points(picture.History, point => point.Off));
        var largest = on.Concat(off).Max() ?? 0;
        var scale = picture.History is null ? "" : $"  {Columns} min, to {Figures.Rate(largest)}";
        Line[] lines =
        [
            Line.Empty,
            Line.Of($"{"",-3}{"REQUESTS",10}{"ERRORS",9}{"RATE",9}{"P50",9}{"P95",9}{"P99",9}{scale}", Tone.Quiet).Fit(width),
            Row("on", picture.Stats.On, on, largest, isOn: true).Fit(width),
            Row("off", picture.Stats.Off, off, largest, isOn: false).Fit(width),
        ];
        return new Section(4, 4, lines, [.. lines, .. Errors(picture.Stats, width)]);
    }

    private static Line Row(string name, ArmResource arm, IReadOnlyList<double?> rates, double largest, bool isOn) => new(
        new Span($"{name,-3}", Tone.Strong),
        new Span($"{Figures.Count(arm.Successes + arm.Failures),10}{Figures.Count(arm.Failures),9}", Tone.Plain),
        new Span($"{Figures.Rate(arm.ErrorRate),9}", Tone.Strong),
        new Span($"{Latency(arm.LatencyP50Ms),9}{Latency(arm.LatencyP95Ms),9}{Latency(arm.LatencyP99Ms),9}", Tone.Plain),
        new Span("  " + Sparkline.Draw(rates, largest), isOn ? Tone.Strong : Tone.Quiet));

    /// <summary>What went wrong most often.</summary>
    private static IEnumerable<Line> Errors(StatsResource stats, int width) => stats.TopErrors.Take(3).Select(error =>
        new Line(new Span($"{"",-3}{Figures.Count(error.Count),10} ", Tone.Plain), new Span(Plain.Text(error.Error), Tone.Quiet)).Fit(width));

    private static string Latency(double? milliseconds) => milliseconds is >= 10_000 and { } long_ ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{long_ / 1000:0.#} s") : Figures.Milliseconds(milliseconds);

    private static IReadOnlyList<double?> Points(HistoryResource? history, Func<HistoryPointResource, HistoryArmResource> arm) => history is null || history.Points.Count == 0
        ? []
        : Sparkline.Join([.. history.Points.Select(point => (arm(point).Successes + arm(point).Failures, arm(point).Failures))], Math.Min(Columns, history.Points.Count));
}
