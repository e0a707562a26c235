using System.Text;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Simulation.Shown;

/// <summary>Writes a result for terminals.</summary>
internal static class SimulationText
{
    private const int Width = 80;
    private const int StageWidth = 18;
    private const int DayStageWidth = 12;
    private const int Indent = 18;

    public static string Write(SimulationResult result)
    {
        var text = new StringBuilder();
        text.Append(Story.Title(result)).Append("\n\n");
        Decisions(text, result);
        text.Append('\n');
        Days(text, result);
        text.Append('\n');
        foreach (var (name, value) in Story.Summary(result))
        {
            Wrapped(text, name.PadRight(13) + value, 13);
        }

        return text.ToString();
    }

    private static void Decisions(StringBuilder text, SimulationResult result)
    {
        Line(text, $"{"when (UTC)",-16}  {"stage",-StageWidth}  {"%",7}  what");
        foreach (var happened in Story.Decisions(result))
        {
            var stage = happened.To?.Stage ?? happened.From?.Stage ?? ShownText.Nothing;
            var percentage = happened.To?.Percentage ?? Percentage.Zero;
            Wrapped(text, $"{Story.Moment(happened.At),-16}  {Fit(stage),-StageWidth}  {percentage,7}  {Story.What(happened)}", 47);
            if (Story.Why(happened) is { } why)
            {
                Wrapped(text, new string(' ', Indent) + why, Indent);
            }
        }
    }

    private static void Days(StringBuilder text, SimulationResult result)
    {
        Line(text, $"{"",-31}{"on",10}{"",15}{"off",10}");
        Line(text, $"{"day",-10} {"stage",-DayStageWidth} {"%",6} {"requests",10} {"errors",6} {"p95",6} {"requests",10} {"errors",6} {"p95",6}");
        foreach (var day in result.Days)
        {
            Line(text, $"{Story.Day(day.Day),-10} {Fit(day.Stage ?? ShownText.Nothing, DayStageWidth),-DayStageWidth} {day.Percentage.Value,4:0.##} % {Arm(day.On)} {Arm(day.Off)}");
        }
    }

    private static string Arm(ArmStatistics arm) =>
        $"{Story.Number(arm.Count),10} {Story.Rate(arm.ErrorRate).Replace(" %", "%", StringComparison.Ordinal),6} {Story.Latency(arm.LatencyP95).Replace(" ", "", StringComparison.Ordinal),6}";

    private static string Fit(string name, int width = StageWidth) => ShownText.Cut(ShownText.OneLine(name), width);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line).TrimEnd()).Append('\n');

    private static void Line(StringBuilder text, string line) => text.Append(line.TrimEnd()).Append('\n');

    /// <summary>Breaks between words; later lines are indented.</summary>
    private static void Wrapped(StringBuilder text, string line, int indent)
    {
        while (line.Length > Width)
        {
            var at = line.LastIndexOf(' ', Width);
            if (at <= indent)
            {
                at = Width;
            }

            Line(text, line[..at]);
            line = new string(' ', indent) + line[at..].TrimStart();
        }

        Line(text, line);
    }
}
