using System.Globalization;

namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>
/// Draws a chart. The lines are stretched to whatever width there is, and the texts are not: the drawing is laid out in percent, and only the lines
/// inside it on a square that is pulled to size.
/// </summary>
internal static class ChartDrawing
{
    /// <summary>The share of the width that a label at a mark needs on a small screen.</summary>
    private const double LabelWidth = 0.12;

    /// <summary>A limit does not lie on the upper edge, where its words would have no room.</summary>
    private const double RoomForLimit = 1.15;

    public static Html Draw(Chart chart, TimeAxis time, IReadOnlyList<ChartMark> marks)
    {
        var drawn = chart.Lines.SelectMany(line => line.Points).Where(point => time.Holds(point.At) && point.Value is { } value && double.IsFinite(value)).Select(point => point.Value!.Value).ToArray();
        var highest = drawn.Length == 0 ? 0 : drawn.Max();
        var limits = chart.Limits.Where(limit => drawn.Length > 0 && (chart.FromTop ? 1 - limit.Value <= 4 * (1 - drawn.Min()) : limit.Value <= 4 * highest)).ToArray();
        var axis = ValueAxis.Over(drawn.Concat(limits.Select(limit => chart.FromTop ? limit.Value : limit.Value * RoomForLimit)), chart.Unit, chart.FromTop);
        return Html.Of($"""
            <figure class="fr-chart" id="chart-{chart.Id}">
            <figcaption><span class="fr-chart-title">{chart.Title}</span>{Legend(chart)}</figcaption>
            <div class="fr-plot">
            <svg class="fr-plot-y" aria-hidden="true" focusable="false">{axis.Ticks.Select(tick => YLabel(axis, tick, chart.Unit))}</svg>
            <svg class="fr-plot-area" role="img" aria-labelledby="chart-{chart.Id}-title chart-{chart.Id}-desc" focusable="false"><title id="chart-{chart.Id}-title">{chart.Title}</title><desc id="chart-{chart.Id}-desc">{chart.Description}</desc>
            {axis.Ticks.Select(tick => GridLine(axis, tick))}
            <svg width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible">{chart.Lines.Select((line, i) => Line(line, time, axis, chart.IsAmount && i == 0))}</svg>
            {limits.Select(limit => Limit(limit, axis))}
            {marks.Where(mark => time.Holds(mark.At)).Select(mark => MarkLine(mark, time))}
            {Labelled(marks, time).Select(mark => MarkLabel(mark, time))}
            {Html.If(drawn.Length == 0, $"<text class=\"fr-plot-none\" x=\"50%\" y=\"50%\" text-anchor=\"middle\">Nothing was counted in this time</text>")}
            </svg>
            <svg class="fr-plot-x" aria-hidden="true" focusable="false">{time.Ticks().Select(tick => XLabel(time, tick))}</svg>
            </div>
            </figure>
            """);
    }

    /// <summary>The marks whose labels find room: those that took something back first, then the newest of neighbours.</summary>
    public static IReadOnlyList<ChartMark> Labelled(IReadOnlyList<ChartMark> marks, TimeAxis time)
    {
        List<ChartMark> chosen = [];
        foreach (var mark in marks.Where(mark => time.Holds(mark.At)).OrderByDescending(mark => mark.IsBad).ThenByDescending(mark => mark.At))
        {
            if (chosen.All(other => Math.Abs(LabelBegin(time.Place(other.At)) - LabelBegin(time.Place(mark.At))) >= LabelWidth))
            {
                chosen.Add(mark);
            }
        }

        return chosen;
    }

    /// <summary>Where a label begins: at its mark, and before it where it would leave the plot.</summary>
    private static double LabelBegin(double place) => IsNearEnd(place) ? place - LabelWidth : place;

    private static bool IsNearEnd(double place) => place > 1 - LabelWidth;

    private static Html Legend(Chart chart) => Html.Of($"<span class=\"fr-legend\">{chart.Lines.Select(line => Html.Of(
        $"<span class=\"fr-key\"><svg class=\"fr-key-line\" aria-hidden=\"true\" focusable=\"false\"><line class=\"fr-line {line.Style}\" x1=\"1\" y1=\"50%\" x2=\"23\" y2=\"50%\"/></svg>{line.Name}{Html.If(line.Now.Length > 0, $" <b>{line.Now}</b>")}</span>"))}</span>");

    private static Html Line(ChartLine line, TimeAxis time, ValueAxis axis, bool isFilled)
    {
        var stretches = LinePath.Stretches(line.Points, time, axis);
        var area = isFilled ? LinePath.Area(stretches) : "";
        return Html.Of($"{Html.If(area.Length > 0, $"<path class=\"fr-area {line.Style}\" d=\"{area}\"/>")}<path class=\"fr-line {line.Style}\" fill=\"none\" vector-effect=\"non-scaling-stroke\" d=\"{LinePath.Line(stretches)}\"/>");
    }

    private static Html GridLine(ValueAxis axis, double tick) => Html.Of($"<line class=\"fr-grid\" x1=\"0\" x2=\"100%\" y1=\"{Down(axis, tick)}\" y2=\"{Down(axis, tick)}\"/>");

    private static Html YLabel(ValueAxis axis, double tick, ChartUnit unit) => Html.Of($"<text x=\"100%\" y=\"{Down(axis, tick)}\" dx=\"-8\" dy=\"4\" text-anchor=\"end\">{ValueAxis.Label(tick, unit)}</text>");

    private static Html XLabel(TimeAxis time, DateTimeOffset tick)
    {
        var place = time.Place(tick);
        return Html.Of($"<text x=\"{Right(place)}\" y=\"14\" text-anchor=\"{(place > 0.96 ? "end" : "middle")}\">{time.Label(tick)}</text>");
    }

    private static Html Limit(ChartLimit limit, ValueAxis axis) => Html.Of(
        $"<line class=\"fr-limit\" x1=\"0\" x2=\"100%\" y1=\"{Down(axis, limit.Value)}\" y2=\"{Down(axis, limit.Value)}\"><title>{limit.Text}</title></line><text class=\"fr-limit-text\" x=\"100%\" y=\"{Down(axis, limit.Value)}\" dx=\"-4\" dy=\"-4\" text-anchor=\"end\">{limit.Text}</text>");

    private static Html MarkLine(ChartMark mark, TimeAxis time) => Html.Of(
        $"<line class=\"fr-mark{(mark.IsBad ? " fr-bad" : "")}\" x1=\"{Right(time.Place(mark.At))}\" x2=\"{Right(time.Place(mark.At))}\" y1=\"0\" y2=\"100%\"><title>{mark.Text}</title></line>");

    private static Html MarkLabel(ChartMark mark, TimeAxis time)
    {
        var place = time.Place(mark.At);
        return Html.Of($"<text class=\"fr-mark-text{(mark.IsBad ? " fr-bad" : "")}\" x=\"{Right(place)}\" y=\"0\" dx=\"{(IsNearEnd(place) ? 1 : -1)}\" dy=\"-5\" text-anchor=\"{(IsNearEnd(place) ? "end" : "start")}\">{mark.Label}</text>");
    }

    private static string Right(double place) => (place * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static string Down(ValueAxis axis, double value) => ((1 - axis.Height(value)) * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
