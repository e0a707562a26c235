using System.Globalization;
using System.Net;
using System.Text;
using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout.Simulation.Shown;

/// <summary>
/// Draws a result as SVG: above the percentage over time, below the error rates of both arms by the hour, and a line through both
/// at each change of stage. Colours follow the page, light or dark; the arms differ by dashes too.
/// </summary>
internal static class SimulationChart
{
    /// <summary>The picture's width in its own units.</summary>
    public const int Width = 900;

    /// <summary>Its height.</summary>
    public const int Height = 450;

    private const double Left = 64;
    private const double Right = 880;
    private const double PercentTop = 56;
    private const double PercentBottom = 216;
    private const double ErrorTop = 260;
    private const double ErrorBottom = 420;
    private const int MostPoints = 600;
    private const int LeastRequests = 20;

    /// <summary>About as wide as a letter; labels that would overlap are left out.</summary>
    private const double Letter = 6.8;

    public static string Write(SimulationResult result)
    {
        var text = new StringBuilder();
        text.Append("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 450" role="img" font-family="system-ui, sans-serif" font-size="12">
            <style>
            svg { background: #ffffff; color: #1f2328 } .grid { stroke: #d0d7de } .change { stroke: #8c959f; stroke-dasharray: 2 3 } .bad { stroke: #cf222e; stroke-dasharray: none }
            .badtext { fill: #cf222e } .share { fill: #0969da; fill-opacity: 0.15; stroke: none } .top { stroke: #0969da } .on { stroke: #bc4c00 } .off { stroke: #57606a; stroke-dasharray: 5 3 }
            text { fill: currentColor } .label { stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke }
            @media (prefers-color-scheme: dark) {
            svg { background: #0d1117; color: #e6edf3 } .grid { stroke: #30363d } .change { stroke: #6e7681 } .bad { stroke: #ff7b72 } .badtext { fill: #ff7b72 }
            .share { fill: #58a6ff } .top { stroke: #58a6ff } .label { stroke: #0d1117 } .on { stroke: #f0883e } .off { stroke: #8b949e }
            }
            </style>

            """.ReplaceLineEndings("\n"));
        var title = WebUtility.HtmlEncode(Story.Title(result));
        text.Append(CultureInfo.InvariantCulture, $"<title>{title}</title>\n<text x=\"{Left}\" y=\"24\" font-size=\"15\" font-weight=\"600\">{title}: {result.Status}</text>\n");
        var most = Scale(result);
        Axes(text, result, most);
        Changes(text, result);
        Share(text, result);
        Errors(text, result, most, "on", hour => hour.On);
        Errors(text, result, most, "off", hour => hour.Off);
        Labels(text, result, isBad: false, PercentTop + 16);
        Labels(text, result, isBad: true, PercentTop + 36);
        text.Append("""
            <path class="on" d="M652 246H680" stroke-width="2"/><text x="686" y="250">feature on</text>
            <path class="off" d="M774 246H802" stroke-width="2"/><text x="808" y="250">feature off</text>
            </svg>

            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }

    private static double X(SimulationResult result, DateTimeOffset at) =>
        Left + ((Right - Left) * ((at - result.Start) / (result.End - result.Start)));

    private static double Y(double value, double most, double top, double bottom) => bottom - ((bottom - top) * Math.Min(value / most, 1));

    private static void Axes(StringBuilder text, SimulationResult result, double most)
    {
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            Level(text, Y(share, 1, PercentTop, PercentBottom), share.ToString("0 %", CultureInfo.InvariantCulture));
            Level(text, Y(share, 1, ErrorTop, ErrorBottom), (share * most * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %");
        }

        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{PercentTop - 10}\">customers that are in</text><text x=\"{Left}\" y=\"{ErrorTop - 10}\" class=\"label\">failed requests</text>\n");
        var days = (result.End - result.Start).TotalDays;
        var step = days switch { <= 2 => 0.25, <= 10 => 1, <= 80 => 7, _ => 30 };
        for (var day = 0.0; day <= days; day += step)
        {
            var at = result.Start.AddDays(day);
            var label = step < 1 ? at.UtcDateTime.ToString("dd HH:mm", CultureInfo.InvariantCulture) : at.UtcDateTime.ToString("MM-dd", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(result, at):0.#}\" y=\"{ErrorBottom + 18}\" text-anchor=\"{(X(result, at) > Right - 24 ? "end" : "middle")}\">{label}</text>\n");
        }
    }

    private static void Level(StringBuilder text, double y, string label) =>
        text.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {y:0.#}H{Right}\"/><text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{label}</text>\n");

    private static void Changes(StringBuilder text, SimulationResult result)
    {
        foreach (var happened in Shown(result))
        {
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"{(IsBad(happened) ? "change bad" : "change")}\" d=\"M{X(result, happened.At):0.#} {PercentTop - 6}V{ErrorBottom}\"/>\n");
        }
    }

    /// <summary>What good or bad changes led to, beside their lines; towards the right edge on the left of them.</summary>
    private static void Labels(StringBuilder text, SimulationResult result, bool isBad, double y)
    {
        var free = double.NegativeInfinity;
        foreach (var happened in Shown(result).Where(each => IsBad(each) == isBad))
        {
            var label = isBad ? Story.What(happened).ToLowerInvariant() : happened.To?.Stage ?? "";
            var (x, width) = (X(result, happened.At), label.Length * Letter);
            var isLeft = x + width > Right + 12;
            var from = isLeft ? x - 3 - width : x + 3;
            if (from >= free)
            {
                text.Append(CultureInfo.InvariantCulture, $"<text class=\"label{(isBad ? " badtext" : "")}\" x=\"{(isLeft ? x - 3 : x + 3):0.#}\" y=\"{y}\"{(isLeft ? " text-anchor=\"end\"" : "")}>{WebUtility.HtmlEncode(label)}</text>\n");
                free = from + width;
            }
        }
    }

    private static IEnumerable<RolloutEvent> Shown(SimulationResult result) =>
        Story.Decisions(result).Where(each => each.To?.Stage != each.From?.Stage || each.Change is RolloutChange.Killed);

    private static bool IsBad(RolloutEvent happened) => happened.Change is RolloutChange.RolledBack or RolloutChange.Killed or RolloutChange.MovedBack;

    private static void Share(StringBuilder text, SimulationResult result)
    {
        var line = new StringBuilder();
        foreach (var moment in result.Moments)
        {
            line.Append(CultureInfo.InvariantCulture, $"H{X(result, moment.At):0.#}V{Y((double)moment.Percentage.Value, 100, PercentTop, PercentBottom):0.#}");
        }

        line.Append(CultureInfo.InvariantCulture, $"H{Right}");
        text.Append(CultureInfo.InvariantCulture, $"<path class=\"share\" d=\"M{Left} {PercentBottom}{line}V{PercentBottom}Z\"/>\n<path class=\"top\" fill=\"none\" stroke-width=\"2\" d=\"M{Left} {PercentBottom}{line}\"/>\n");
    }

    /// <summary>Hours are joined where there are more than the chart has room for; few requests say nothing.</summary>
    private static void Errors(StringBuilder text, SimulationResult result, double most, string name, Func<HourCounts, ArmCounts> arm)
    {
        var isOpen = false;
        text.Append(CultureInfo.InvariantCulture, $"<path class=\"{name}\" fill=\"none\" stroke-width=\"1.5\" d=\"");
        foreach (var (at, rate) in Rates(result, arm))
        {
            if (rate is not { } known)
            {
                isOpen = false;
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{(isOpen ? 'L' : 'M')}{X(result, at):0.#} {Y(known, most, ErrorTop, ErrorBottom):0.#}");
            isOpen = true;
        }

        text.Append("\"/>\n");
    }

    /// <summary>The rates of an arm at even steps; null where there were too few requests.</summary>
    private static IEnumerable<(DateTimeOffset At, double? Rate)> Rates(SimulationResult result, Func<HourCounts, ArmCounts> arm)
    {
        var hours = Math.Max(1, (int)Math.Ceiling((result.End - result.Start).TotalHours / MostPoints));
        return result.Hours
            .GroupBy(hour => (int)((hour.From - result.Start).TotalHours / hours))
            .Select(step => (
                step.First().From.AddHours(hours / 2.0) is var at && at < result.End ? at : result.End,
                step.Sum(hour => arm(hour).Count) is var count && count >= LeastRequests ? step.Sum(hour => arm(hour).Failures) / (double)count : (double?)null));
    }

    /// <summary>The smallest round rate that holds all that is drawn.</summary>
    private static double Scale(SimulationResult result)
    {
        var highest = Rates(result, hour => hour.On).Concat(Rates(result, hour => hour.Off)).Max(point => point.Rate) ?? 0;
        double[] rounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
        return rounds.First(round => round >= highest || round == 1);
    }
}
