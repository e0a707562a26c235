using FeatureRollout.Dashboard.FlagPage.Charts;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>The charts, with the changes of stage through all of them, and the same as a table.</summary>
internal static class ChartsPart
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(2);

    public static Html Of(FlagPageData data, FlagLinks links)
    {
        var spans = ChartSpan.All.Select(span => Html.Of($"<li><a href=\"{links.Over(span.Name)}#charts\"{Html.If(span == data.Span, $" aria-current=\"true\"")}>{span.Text}</a></li>"));
        return Html.Of($"""
            <section class="panel" id="charts" data-live aria-labelledby="charts-title">
            <div class="fr-charts-head"><h2 id="charts-title">On against off</h2><nav aria-label="Time shown"><ul class="fr-spans">{spans}</ul></nav></div>
            {(data.History is { } history ? Charts(data, history) : Html.Of($"<p class=\"detail\">What was counted could not be read just now.</p>"))}
            </section>
            """);
    }

    private static Html Charts(FlagPageData data, OutcomeHistory history)
    {
        var (points, step) = OutcomeCharts.Merge(history);
        var end = points.Count == 0 ? data.Now : points[^1].At + step;
        var time = new TimeAxis(Begin(data, points, end), end);
        var marks = StageMarks.Of((data.Events ?? []).Where(happened => time.Holds(happened.At)));
        return Html.Of($"""
            <div class="fr-charts">{OutcomeCharts.Of(history, data.Rollout, data.Now).Select(chart => ChartDrawing.Draw(chart, time, marks))}</div>
            {Html.If(marks.Count > 0, $"<ul class=\"fr-marks\" aria-label=\"Changes in this time\">{marks.TakeLast(12).Select(mark => Html.Of($"<li class=\"{(mark.IsBad ? "is-bad" : "")}\"><b>{mark.Label}</b> <span>{mark.Text}</span></li>"))}</ul>")}
            <details class="fr-figures" id="chart-figures"><summary>The same as a table</summary>
            <div class="fr-scroll" tabindex="0" role="region" aria-label="Figures of the charts"><table class="fr-plain"><caption class="detail">By {Shown.Duration(step)}, times in UTC; a dash where nothing was counted.</caption>
            <thead><tr><th scope="col">From</th><th scope="col">On: outcomes</th><th scope="col">errors</th><th scope="col">success</th><th scope="col">p95</th><th scope="col">Off: outcomes</th><th scope="col">errors</th><th scope="col">success</th><th scope="col">p95</th></tr></thead>
            <tbody>{points.Reverse().Select(Row)}</tbody></table></div></details>
            """);
    }

    /// <summary>The left end: as far back as was asked for; what is only minutes old gets the whole width.</summary>
    private static DateTimeOffset Begin(FlagPageData data, IReadOnlyList<OutcomePoint> points, DateTimeOffset end)
    {
        var asked = end - data.Span.Length;
        if (data.Span == ChartSpan.All[0] && points.FirstOrDefault(point => point.On.Count + point.Off.Count > 0)?.At is { } first)
        {
            var begin = data.Rollout?.StartedAt is { } started && started < first ? started : first;
            return begin > end - Shortest ? end - Shortest : begin > asked ? begin : asked;
        }

        return points.Count > 0 && points[0].At < asked ? points[0].At : asked;
    }

    private static Html Row(OutcomePoint point) => Html.Of($"<tr><th scope=\"row\">{point.At.UtcDateTime:MM-dd HH:mm:ss}</th>{Arm(point.On)}{Arm(point.Off)}</tr>");

    private static Html Arm(ArmPoint arm) => Html.Of(
        $"<td>{Shown.Number(arm.Count)}</td><td>{Shown.Share(arm.ErrorRate)}</td><td>{Shown.Share(1 - arm.ErrorRate)}</td><td>{Shown.Latency(arm.LatencyP95)}</td>");
}
